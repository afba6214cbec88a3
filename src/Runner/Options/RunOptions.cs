using InferBench.Runner.Records;

namespace InferBench.Runner.Options;

/// <summary>The axes of a sweep and how each of its cases is measured.</summary>
public sealed record RunOptions : CommandOptions
{
    /// <summary>Models: <c>synth:PRESET:PRECISION</c> or folders.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Prompt lengths, tokens.</summary>
    public IReadOnlyList<int> Prompts { get; init; } = [128];

    /// <summary>Generated lengths, tokens.</summary>
    public IReadOnlyList<int> Generates { get; init; } = [64];

    /// <summary>Thread counts; 0 leaves the choice to InferBench.</summary>
    public IReadOnlyList<int> Threads { get; init; } = [0];

    /// <summary>Seed of the prompts and of the order of cases.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>When a case has been measured enough.</summary>
    public MeasurementSettings Measurement { get; init; } = new();

    /// <summary>Folder of models made on the spot; null is the user's cache folder.</summary>
    public string? CacheDirectory { get; init; }

    public OutputOptions Output { get; init; } = new();
}
