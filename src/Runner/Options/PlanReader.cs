using System.Globalization;
using System.Text.Json;
using InferBench.Runner.Records;

namespace InferBench.Runner.Options;

/// <summary>Reads the JSON of a plan file name by name; every problem tells its line.</summary>
internal ref struct PlanReader
{
    private const int LongestQuote = 60;

    private readonly string path;
    private readonly ReadOnlySpan<byte> json;
    private Utf8JsonReader reader;
    private int line = 1;

    public PlanReader(string path, ReadOnlySpan<byte> json)
    {
        this.path = path;
        this.json = json.StartsWith("\uFEFF"u8) ? json[3..] : json;
        reader = new(this.json);
    }

    /// <summary>Enters the object that the file is.</summary>
    public void Begin()
    {
        Next();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Problem($"found {Found()}, allowed is an object, such as {{ \"model\": \"synth:llama-15m\" }}");
    }

    /// <summary>Enters an object of options.</summary>
    public void BeginOptions(PlanField field)
    {
        Next();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Wrong(field.Name, field);
    }

    /// <summary>The next name of the object; null at its end.</summary>
    public string? NextName()
    {
        Next();
        line = 1 + json[..(int)reader.TokenStartIndex].Count((byte)'\n');
        if (reader.TokenType == JsonTokenType.PropertyName)
            return Text();
        if (reader.CurrentDepth == 0)
            Finish();
        return null;
    }

    /// <summary>The value of that name, or each of its list.</summary>
    public List<string> Values(PlanField field, string name)
    {
        List<string> values = [];
        Next();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            values.Add(Value(field, name));
            return values;
        }

        if (field.Kind is PlanFieldKind.Note or PlanFieldKind.Text or PlanFieldKind.Number or PlanFieldKind.Switch)
            throw Wrong(name, field);
        for (Next(); reader.TokenType != JsonTokenType.EndArray; Next())
            values.Add(Value(field, name));
        return values.Count > 0 ? values : throw Problem($"{name}: found an empty list, allowed is {field.Allowed}");
    }

    /// <summary>Where a field of this name stands.</summary>
    public readonly string Place(string name) => string.Create(CultureInfo.InvariantCulture, $"{path}: line {line}: {name}");

    /// <summary>A problem on the line of the last name.</summary>
    public readonly BadInputException Problem(string text) => new(string.Create(CultureInfo.InvariantCulture, $"{path}: line {line}: {text}"));

    private string Value(PlanField field, string name)
    {
        bool number = reader.TokenType == JsonTokenType.Number, text = reader.TokenType == JsonTokenType.String;
        bool allowed = field.Kind switch
        {
            PlanFieldKind.Number => number,
            PlanFieldKind.Switch => reader.TokenType is JsonTokenType.True or JsonTokenType.False,
            PlanFieldKind.Numbers or PlanFieldKind.Options => number || text,
            _ => text,
        };
        string value = allowed ? text ? Text() : Raw() : "";
        if (field.Kind != PlanFieldKind.Note && value.Any(char.IsControl))
            throw Problem($"{name}: found text with a control character, allowed is {field.Allowed}");
        // Lists travel as the command line has them, with commas between.
        return allowed && !(field.Kind is PlanFieldKind.Words or PlanFieldKind.Options && value.Contains(','))
            ? value
            : throw Wrong(name, field);
    }

    private readonly BadInputException Wrong(string name, PlanField field) => Problem($"{name}: found {Found()}, allowed is {field.Allowed}");

    private readonly string Found() => reader.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        _ => OneLine.Of(Raw(), LongestQuote),
    };

    private readonly string Raw() => System.Text.Encoding.UTF8.GetString(reader.ValueSpan);

    private readonly string Text()
    {
        try
        {
            return reader.GetString()!;
        }
        // An escape that is half a character, or bytes that are none.
        catch (InvalidOperationException)
        {
            throw Problem("found text that is not Unicode, allowed is UTF-8");
        }
    }

    private void Next()
    {
        try
        {
            if (!reader.Read())
                throw Problem("found nothing, allowed is an object");
        }
        catch (JsonException e)
        {
            throw NotJson(e);
        }
    }

    private void Finish()
    {
        try
        {
            reader.Read();
        }
        catch (JsonException e)
        {
            throw NotJson(e);
        }
    }

    // The parser's further sentences advise its callers, not its users.
    private readonly BadInputException NotJson(JsonException e) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{path}: line {e.LineNumber + 1}: is not JSON: {OneLine.Of(e.Message.Split(" LineNumber: ")[0].Split(". ")[0].TrimEnd('.'), 160)}"),
        e);
}
