using System.Buffers.Text;
using System.Text.Json;

namespace InferBench.Runner.Store;

/// <summary>Single values of a record's text, by where they lie.</summary>
internal static class JsonScalar
{
    /// <exception cref="JsonException">There is none, or it is no text.</exception>
    public static string Text(ReadOnlySpan<byte> json, Range value, string name)
    {
        var reader = Read(json, value, name, JsonTokenType.String, "a text");
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException($"{name}: expected text in UTF-8", e);
        }
    }

    /// <exception cref="JsonException">There is none, or it is no whole number.</exception>
    public static int Whole(ReadOnlySpan<byte> json, Range value, string name)
    {
        if (value.Equals(default))
            throw new JsonException($"found no '{name}'");
        var text = json[value];
        return Utf8Parser.TryParse(text, out int number, out int read) && read == text.Length ? number : throw Wrong(name, "a whole number");
    }

    /// <exception cref="JsonException">There is none, or it is no date and time.</exception>
    public static DateTimeOffset Moment(ReadOnlySpan<byte> json, Range value, string name)
    {
        const string expected = "a date and time such as 2026-11-23T08:00:00Z";
        return Read(json, value, name, JsonTokenType.String, expected).TryGetDateTimeOffset(out var moment) ? moment : throw Wrong(name, expected);
    }

    /// <summary>Where a member of an object lies.</summary>
    /// <exception cref="JsonException">There is no object, or it has no such member.</exception>
    public static Range Member(ReadOnlySpan<byte> json, Range value, string name, ReadOnlySpan<byte> member)
    {
        (int offset, int length) = value.GetOffsetAndLength(json.Length);
        if (length == 0)
            throw new JsonException($"found no '{name}'");
        if (json[offset] != '{')
            throw Wrong(name, "an object");
        var members = new JsonMembers(json.Slice(offset, length));
        while (members.MoveNext())
        {
            if (members.Name.SequenceEqual(member))
                return (offset + members.Value.Start.Value)..(offset + members.Value.End.Value);
        }

        throw new JsonException($"found no '{System.Text.Encoding.UTF8.GetString(member)}' in {name}");
    }

    private static Utf8JsonReader Read(ReadOnlySpan<byte> json, Range value, string name, JsonTokenType type, string expected)
    {
        if (value.Equals(default))
            throw new JsonException($"found no '{name}'");
        var reader = new Utf8JsonReader(json[value]);
        try
        {
            if (reader.Read() && reader.TokenType == type)
                return reader;
        }
        catch (JsonException e)
        {
            throw new JsonException($"{name}: expected {expected}", e);
        }

        throw Wrong(name, expected);
    }

    private static JsonException Wrong(string name, string expected) => new($"{name}: expected {expected}");
}
