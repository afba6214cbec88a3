using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace InferBench.Runner.Store;

/// <summary>
/// The members of one JSON object, found without reading into their values: whole arrays of numbers are passed over at the
/// speed of a search. Brackets and quotes are counted; all else is looked at by whoever reads the value.
/// </summary>
internal ref struct JsonMembers
{
    private static readonly SearchValues<byte> AfterWord = SearchValues.Create(",}] \t\r\n"u8);

    private readonly ReadOnlySpan<byte> json, known;
    private int at;
    private bool any;

    /// <param name="json">The object.</param>
    /// <param name="known">The text of an object that a value may be equal to, and is then passed over as a whole.</param>
    /// <exception cref="JsonException">The text does not begin with {.</exception>
    public JsonMembers(ReadOnlySpan<byte> json, ReadOnlySpan<byte> known = default)
    {
        this.json = json;
        this.known = known;
        Expect((byte)'{');
    }

    /// <summary>The current member's name as it is written.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>Where the current member's value lies in the text.</summary>
    public Range Value { get; private set; }

    /// <summary>Goes to the next member.</summary>
    /// <returns>False behind the last, where the text must end.</returns>
    /// <exception cref="JsonException">The text is cut off or no JSON, or something follows the object.</exception>
    public bool MoveNext()
    {
        if (Peek() == '}')
        {
            at++;
            SkipSpace();
            return at == json.Length ? false : throw Wrong("nothing more");
        }

        if (any)
            Expect((byte)',');
        any = true;
        if (Peek() != '"')
            throw Wrong("a name");
        int name = at;
        at = EndOfString(at);
        Name = json[(name + 1)..(at - 1)];
        Expect((byte)':');
        Peek();
        int value = at;
        at = known.Length > 0 && json[at..].StartsWith(known) ? at + known.Length : EndOfValue(at);
        Value = value..at;
        return true;
    }

    private void Expect(byte character)
    {
        if (Peek() != character)
            throw Wrong($"'{(char)character}'");
        at++;
    }

    private byte Peek()
    {
        SkipSpace();
        return at < json.Length ? json[at] : throw CutOff();
    }

    private void SkipSpace()
    {
        while (at < json.Length && json[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            at++;
    }

    private readonly int EndOfValue(int from) => json[from] switch
    {
        (byte)'"' => EndOfString(from),
        (byte)'{' or (byte)'[' => EndOfNested(from),
        _ => json[from..].IndexOfAny(AfterWord) switch
        {
            > 0 and int length => from + length,
            0 => throw Wrong("a value"),
            _ => throw CutOff(),
        },
    };

    private readonly int EndOfNested(int from) => NestedJson.EndOf(json, from) is >= 0 and int end ? end : throw CutOff();

    private readonly int EndOfString(int from)
    {
        for (int i = from + 1; ;)
        {
            int next = json[i..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
                throw CutOff();
            i += next;
            if (json[i] == '"')
                return i + 1;
            i += 2;
            if (i > json.Length)
                throw CutOff();
        }
    }

    private readonly JsonException CutOff() => new(At(json.Length, "the line ends inside the record"));

    private readonly JsonException Wrong(string expected) => new(At(at, $"expected {expected}"));

    private static string At(int index, string what) => string.Create(CultureInfo.InvariantCulture, $"byte {index + 1}: {what}");
}
