using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace InferBench.Runner.Records;

/// <summary>The JSON form of what commands say about models, plans, comparisons and itself: snake_case, nulls left out, indented.</summary>
[JsonSerializable(typeof(ModelInspection))]
[JsonSerializable(typeof(PresetList))]
[JsonSerializable(typeof(PlanListing))]
[JsonSerializable(typeof(DeviceListing))]
[JsonSerializable(typeof(ComparisonReport))]
[JsonSerializable(typeof(SelfTestReport))]
[JsonSerializable(typeof(ProfileDiffReport))]
[JsonSerializable(typeof(KernelsForModelReport))]
public sealed partial class ReportJson : JsonSerializerContext
{
    /// <summary>The context every writer uses.</summary>
    public static ReportJson Indented { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new JsonStringEnumConverter<TensorKind>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<FileState>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<Change>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<ComparisonOutcome>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<DifferenceKind>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<PlantedKind>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<PlantedOutcome>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<RoundsEnd>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<StepPart>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<ShareBasis>(JsonNamingPolicy.SnakeCaseLower),
        },
        WriteIndented = true,
        NewLine = "\n",
    });
}
