using System.Text.Json.Nodes;

namespace InferBench.EndToEnd.Tests;

/// <summary>Holds JSON against one of the schemas in results/, as far as those use the language of JSON Schema.</summary>
internal static class SchemaCheck
{
    public static string RepositoryRoot { get; } = Root(AppContext.BaseDirectory);

    /// <summary>Fails where a value has another type, lacks a member, or has one the schema does not know.</summary>
    public static JsonNode Valid(string json, string schemaName)
    {
        JsonNode root = JsonNode.Parse(File.ReadAllText(Path.Combine(RepositoryRoot, "results", $"{schemaName}.schema.json")))!;
        JsonNode document = JsonNode.Parse(json)!;
        Check(document, root, root, "$");
        return document;
    }

    private static void Check(JsonNode? value, JsonNode schema, JsonNode root, string at)
    {
        if (schema["$ref"]?.GetValue<string>() is { } reference)
            schema = reference[2..].Split('/').Aggregate(root, (node, part) => int.TryParse(part, out int index) ? node[index]! : node[part]!);
        if (schema["const"] is { } constant)
            Assert.True(JsonNode.DeepEquals(constant, value), $"{at}: {value} is not {constant}");
        if (schema["enum"] is JsonArray allowed)
            Assert.True(allowed.Any(a => JsonNode.DeepEquals(a, value)), $"{at}: {value} is none of {allowed}");
        if (schema["type"] is { } type)
            Assert.True((type as JsonArray ?? [type.DeepClone()]).Any(t => Is(value, t!.GetValue<string>())), $"{at}: {value} is not {type}");
        if (value is JsonArray items && schema["items"] is { } each)
        {
            for (int i = 0; i < items.Count; i++)
                Check(items[i], each, root, $"{at}[{i}]");
        }

        if (value is not JsonObject members || schema["properties"] is not JsonObject known)
            return;
        foreach (var required in schema["required"]?.AsArray() ?? [])
            Assert.True(members.ContainsKey(required!.GetValue<string>()), $"{at}: has no {required}");
        foreach (var (name, member) in members)
        {
            Assert.True(known.ContainsKey(name), $"{at}: {name} is not in the schema");
            Check(member, known[name]!, root, $"{at}.{name}");
        }
    }

    private static bool Is(JsonNode? value, string type) => type switch
    {
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "null" => value is null,
        "integer" => value is JsonValue number && number.TryGetValue<long>(out _),
        _ => value?.GetValueKind().ToString().ToLowerInvariant() is { } kind && (kind == type || (type == "boolean" && kind is "true" or "false")),
    };

    private static string Root(string folder) =>
        File.Exists(Path.Combine(folder, "InferBench.sln")) ? folder : Root(Path.GetDirectoryName(folder)!);
}
