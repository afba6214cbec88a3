using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace InferBench.Runner.Tests;

/// <summary>The JSON Schemas in results/, each the schema of a type that is published.</summary>
internal static class PublishedSchema
{
    /// <summary>Fails, with the replacement, where the file differs from what the type gives.</summary>
    /// <param name="options">How the type is written.</param>
    /// <param name="type">The type; its member schema holds the number.</param>
    /// <param name="name">The file is results/<paramref name="name"/>.schema.json.</param>
    /// <param name="number">What the member schema holds.</param>
    public static void Check(JsonSerializerOptions options, Type type, string name, int number)
    {
        var schema = (JsonObject)options.GetJsonSchemaAsNode(
            type, new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = RequireWhatIsNeverNull });
        schema["properties"]!["schema"] = new JsonObject { ["const"] = number };
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", $"InferBench {name}, schema {number}");
        string expected = schema.ToJsonString(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n" }) + "\n";

        string path = Path.Combine(Repository.Root, "results", $"{name}.schema.json");
        string committed = File.Exists(path) ? File.ReadAllText(path) : "";
        Assert.True(expected == committed, $"replace results/{name}.schema.json with:\n{expected}");
    }

    // The exporter requires only what the C# keyword requires; a member that is never null is always written.
    private static JsonNode RequireWhatIsNeverNull(JsonSchemaExporterContext context, JsonNode node)
    {
        if (node is JsonObject schema && schema.ContainsKey("properties"))
            schema["required"] = new JsonArray([.. context.TypeInfo.Properties.Where(p => p.Get is not null && !p.IsGetNullable).Select(p => JsonValue.Create(p.Name))]);
        return node;
    }
}
