using System.Text.Json;

namespace InferBench.Runner.Store;

/// <summary>A text of the record before, which the next record often repeats and then need not make again.</summary>
internal sealed class KnownText
{
    private byte[] json = [];
    private string text = "";

    /// <summary>A record's text, which becomes the known one.</summary>
    /// <param name="record">The record.</param>
    /// <param name="value">Where the text lies in it.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <exception cref="JsonException">There is none, or it is no text.</exception>
    public string Of(ReadOnlySpan<byte> record, Range value, string name)
    {
        if (json.Length > 0 && record[value].SequenceEqual(json))
            return text;
        text = JsonScalar.Text(record, value, name);
        json = record[value].ToArray();
        return text;
    }
}
