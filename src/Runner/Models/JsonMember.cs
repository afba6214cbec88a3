using System.Text.Json;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>A value of somebody else's JSON file, with what a message about it needs.</summary>
/// <param name="File">The file.</param>
/// <param name="Name">Names from the root on, with dots; empty for the root.</param>
/// <param name="Value">The value.</param>
internal readonly record struct JsonMember(string File, string Name, JsonElement Value)
{
    private const int LongestQuote = 40;

    /// <summary>The object below; null where it is absent.</summary>
    /// <exception cref="BadInputException">It is something else.</exception>
    public JsonMember? Object(string name) =>
        Find(name) is not { } member ? null
        : member.Value.ValueKind == JsonValueKind.Object ? member
        : throw member.Wrong("an object");

    /// <summary>The number below; null where it is absent.</summary>
    /// <exception cref="BadInputException">It is not a whole number above zero.</exception>
    public int? Count(string name) =>
        Find(name) is not { } member ? null
        : member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt32(out int count) && count > 0 ? count
        : throw member.Wrong("a whole number from 1 to 2147483647");

    /// <summary>The text below, or <paramref name="absent"/>.</summary>
    /// <exception cref="BadInputException">It is not text.</exception>
    public string Text(string name, string absent) =>
        Find(name) is not { } member ? absent
        : member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()!
        : throw member.Wrong("text in quotes");

    private JsonMember? Find(string name) =>
        Value.TryGetProperty(name, out JsonElement value) ? new(File, Name.Length == 0 ? name : $"{Name}.{name}", value) : null;

    private BadInputException Wrong(string allowed)
    {
        string raw = Value.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "a list",
            _ => Value.GetRawText(),
        };
        string found = raw.Length > LongestQuote ? $"{raw[..LongestQuote]}..." : raw;
        return new($"{File}: {Name} is {found}; allowed is {allowed}");
    }
}
