using System.Text.Json;
using InferBench.Runner.Models;
using InferBench.Runner.Records;

namespace InferBench.Runner.Inference.GenAi;

/// <summary>A model's genai_config.json, looked through before the library reads it: model folders come from strangers.</summary>
internal static class OgaConfigFile
{
    // The library loads these as native code, wherever they lie.
    private static readonly string[] Code = ["custom_ops_library", "ep_library", "registration_library"];

    /// <summary>Its path.</summary>
    /// <exception cref="BadInputException">There is none, it is no JSON, or it names native code or graphs besides the model's.</exception>
    public static string Require(ModelFolder folder)
    {
        string path = GraphLocation.GenAiConfigOf(folder.GraphPath) ?? throw new BadInputException(
            $"{Path.Combine(Path.GetDirectoryName(folder.GraphPath)!, GenAiConfig.FileName)}: there is no such file, and onnxruntime-genai takes no model without it; "
            + "give --engine ort, or a model from onnxruntime-genai's model builder");
        JsonMember.ReadFile(path, root =>
        {
            RefuseCode(path, root.Value);
            return true;
        });
        return path;
    }

    /// <summary>Ids of ends of sequence.</summary>
    public static IReadOnlySet<int> Ends(string path) => JsonMember.ReadFile(path, root =>
    {
        var ends = root.Object("model") is { } model && model.Value.TryGetProperty("eos_token_id", out var value) ? value : default;
        JsonElement[] ids = ends.ValueKind == JsonValueKind.Array ? [.. ends.EnumerateArray()] : [ends];
        return ids.Where(id => id.ValueKind == JsonValueKind.Number).Select(id => id.TryGetInt32(out int whole) ? whole : -1).ToHashSet();
    });

    private static void RefuseCode(string path, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
                RefuseCode(path, item);
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject())
            {
                if (Code.Contains(member.Name, StringComparer.OrdinalIgnoreCase))
                    throw new BadInputException($"{path}: has {member.Name}, native code that a model must not bring; take it out, or give --engine ort");
                if (member.NameEquals("pipeline"))
                    throw new BadInputException($"{path}: has a pipeline of graphs, allowed is one decoder; give --engine ort");
                RefuseCode(path, member.Value);
            }
        }
    }
}
