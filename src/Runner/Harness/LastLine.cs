using System.Text;

namespace InferBench.Runner.Harness;

/// <summary>The last line of a text that comes in pieces, as far as it fits a record's reason.</summary>
internal sealed class LastLine
{
    private const int MostCharacters = 300;
    private const int Tail = 4096;

    private byte[] end = [];

    public void Add(ReadOnlySpan<byte> text)
    {
        byte[] all = [.. end, .. text];
        end = all[^Math.Min(Tail, all.Length)..];
    }

    /// <summary>Null where nothing but white space came.</summary>
    public string? Text
    {
        get
        {
            string? line = Encoding.UTF8.GetString(end).Split('\n', '\r').Select(l => l.Trim()).LastOrDefault(l => l.Length > 0);
            return line?.Length > MostCharacters ? line[..MostCharacters] + "..." : line;
        }
    }
}
