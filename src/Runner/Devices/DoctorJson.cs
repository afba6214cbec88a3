using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace InferBench.Runner.Devices;

/// <summary>The JSON form of <see cref="DoctorReport"/>: snake_case, nulls left out, indented.</summary>
[JsonSerializable(typeof(DoctorReport))]
public sealed partial class DoctorJson : JsonSerializerContext
{
    /// <summary>The context every writer uses.</summary>
    public static DoctorJson Indented { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter<FindingState>(JsonNamingPolicy.SnakeCaseLower) },
        WriteIndented = true,
        NewLine = "\n",
    });
}
