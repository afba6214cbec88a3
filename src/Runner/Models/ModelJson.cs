using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace InferBench.Runner.Models;

/// <summary>The JSON form of presets, manifests, remembered hashes and genai_config.json: snake_case, indented, nulls left out.</summary>
/// <remarks>When reading, a default value of an init property is lost: members that are read are required or nullable.</remarks>
[JsonSerializable(typeof(PresetFile))]
[JsonSerializable(typeof(ModelManifest))]
[JsonSerializable(typeof(GenAiConfig))]
[JsonSerializable(typeof(HashedModel))]
internal sealed partial class ModelJson : JsonSerializerContext
{
    public static ModelJson Indented { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter<LogitsScope>(JsonNamingPolicy.SnakeCaseLower) },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        WriteIndented = true,
        NewLine = "\n",
    });
}
