using System.Text.Json;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>A value of somebody else's JSON file, with what a message about it needs.</summary>
/// <param name="File">The file.</param>
/// <param name="Name">Names from the root on, with dots; empty for the root.</param>
/// <param name="Value">The value.</param>
internal readonly record struct JsonMember(string File, string Name, JsonElement Value)
{
    private const int LongestQuote = 40, LongestMessage = 160, LongestText = 1000;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The object that a file is.</summary>
    /// <exception cref="BadInputException">It is too large, not JSON, or no object; or a name in it occurs twice.</exception>
    public static T ReadFile<T>(string path, Func<JsonMember, T> read)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(RegularFile.ReadText(path), Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? read(new JsonMember(path, "", document.RootElement))
                : throw new BadInputException($"{path}: is not a JSON object");
        }
        catch (JsonException e)
        {
            // The parser quotes a wrong literal with everything after it.
            string what = OneLine.Of(e.Message.Split(" LineNumber: ")[0], LongestMessage);
            throw new BadInputException(
                e.LineNumber is null ? $"{path}: cannot be used: {what}" : $"{path}: line {e.LineNumber + 1}: is not JSON: {what}", e);
        }
        // What the document answers where an escape is half a character.
        catch (InvalidOperationException e)
        {
            throw new BadInputException($"{path}: has text that is not Unicode", e);
        }
    }

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

    /// <summary>The number below; null where it is absent or null.</summary>
    /// <exception cref="BadInputException">It is not a whole number above zero.</exception>
    public int? CountOrNull(string name) => Find(name)?.Value.ValueKind == JsonValueKind.Null ? null : Count(name);

    /// <summary>True or false as the file says; null where it is absent or null.</summary>
    /// <exception cref="BadInputException">It is something else.</exception>
    public bool? Flag(string name) => Find(name) is not { } member ? null : member.Value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        _ => throw member.Wrong("true or false"),
    };

    /// <summary>The text below, or <paramref name="absent"/>.</summary>
    /// <exception cref="BadInputException">It is not text, or far too long.</exception>
    public string Text(string name, string absent) =>
        Find(name) is not { } member ? absent
        : member.Value.ValueKind != JsonValueKind.String ? throw member.Wrong("text in quotes")
        : member.Value.GetString()! is { Length: <= LongestText } text ? text
        : throw member.Wrong($"text of at most {LongestText} characters");

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
