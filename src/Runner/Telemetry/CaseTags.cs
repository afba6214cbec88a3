using System.Diagnostics;
using System.Text.Json;
using InferBench.Runner.Records;

namespace InferBench.Runner.Telemetry;

/// <summary>Attributes of a case. Neither prompts nor generated tokens are among them, nor paths: a record has none.</summary>
internal static class CaseTags
{
    /// <summary>Of our own metrics: three, and <see cref="Info"/> joined by the first for the rest.</summary>
    public static TagList Key(RunRecord record) => new()
    {
        { TelemetryNames.CaseId, record.CaseId },
        { TelemetryNames.Device, record.Case.Device },
        { TelemetryNames.RequestModel, record.Case.Model },
    };

    /// <summary>Of the conventions' metrics and spans: cases of one model share them.</summary>
    public static TagList Generative(CaseSpec spec) => new()
    {
        { TelemetryNames.OperationName, TelemetryNames.TextCompletion },
        { TelemetryNames.ProviderName, Provider(spec.Engine) },
        { TelemetryNames.RequestModel, spec.Model },
    };

    /// <summary>All that a case is.</summary>
    public static TagList Info(RunRecord record)
    {
        var tags = Key(record);
        tags.Add(TelemetryNames.DeviceName, record.Device.Name);
        tags.Add(TelemetryNames.Engine, record.Case.Engine);
        if (record.Engine is { } engine)
        {
            tags.Add(TelemetryNames.EngineVersion, engine.Version);
            tags.Add(TelemetryNames.Threads, engine.Threads);
        }

        if (record.Kernel is { } kernel)
        {
            tags.Add(TelemetryNames.Kernel, kernel.Name);
            if (record.Case.Shape is { } shape)
                tags.Add(TelemetryNames.Shape, shape);
            return tags;
        }

        if (record.Model?.Precision is { } precision)
            tags.Add(TelemetryNames.Precision, precision);
        tags.Add(TelemetryNames.Batch, record.Case.Batch);
        tags.Add(TelemetryNames.Depth, record.Case.Depth);
        tags.Add(TelemetryNames.Prompt, record.Case.Prompt);
        tags.Add(TelemetryNames.Generate, record.Case.Generate);
        return tags;
    }

    /// <summary>How the case ended.</summary>
    public static string Status(RunRecord record) => Word(record.Status);

    /// <summary>A text without the path of the user's folder, which has the user's name in it.</summary>
    public static string? Impersonal(string? text)
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return home.Length > 1 ? text?.Replace(home, "~", StringComparison.Ordinal) : text;
    }

    /// <summary>A member of an enumeration as records write it.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    // The conventions know no name for it, and allow one of our own.
    private static string Provider(string engine) => engine == "ort" ? "onnxruntime" : engine;
}
