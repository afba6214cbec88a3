using System.Text.Json;
using System.Text.Json.Nodes;
using InferBench.Runner.Options;

namespace InferBench.Runner.Tests.Options;

/// <summary>The JSON Schema of plan files, from the fields that the reader knows.</summary>
internal static class PlanSchema
{
    public static string Text { get; } = new JsonObject
    {
        ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
        ["title"] = "InferBench plan",
        ["type"] = "object",
        ["properties"] = new JsonObject(PlanField.All.Select(field => KeyValuePair.Create<string, JsonNode?>(field.Name, Property(field)))),
        ["additionalProperties"] = false,
    }.ToJsonString(new JsonSerializerOptions
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    }) + "\n";

    private static JsonObject Property(PlanField field)
    {
        var property = field.Kind switch
        {
            PlanFieldKind.Note or PlanFieldKind.Text => Type("string"),
            PlanFieldKind.Number => Type("number"),
            PlanFieldKind.Switch => Type("boolean"),
            PlanFieldKind.Words => ValueOrList(Word()),
            PlanFieldKind.Numbers => ValueOrList(Type("integer", "string")),
            _ => new JsonObject { ["type"] = "object", ["additionalProperties"] = ValueOrList(Word("string", "number")) },
        };
        property.Insert(0, "description", field.Description);
        return property;
    }

    private static JsonObject ValueOrList(JsonObject item) => new()
    {
        ["anyOf"] = new JsonArray(item, new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = item.DeepClone() }),
    };

    private static JsonObject Word(params string[] types)
    {
        var word = Type(types.Length == 0 ? ["string"] : types);
        word["pattern"] = "^[^,]*$";
        return word;
    }

    private static JsonObject Type(params string[] types) =>
        new() { ["type"] = types is [var only] ? only : new JsonArray([.. types.Select(type => JsonValue.Create(type))]) };
}
