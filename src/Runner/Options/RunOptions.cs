using InferBench.Runner.Records;

namespace InferBench.Runner.Options;

/// <summary>The axes of a sweep and how each of its cases is measured.</summary>
public sealed record RunOptions : CommandOptions
{
    /// <summary>Models: <c>synth:PRESET:PRECISION</c> or folders.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Graph file inside each folder of <see cref="Models"/>; null leaves the choice to its layout.</summary>
    public string? File { get; init; }

    /// <summary>Precisions of models that do not name one; empty leaves the choice to them.</summary>
    public IReadOnlyList<string> Precisions { get; init; } = [];

    /// <summary>Sequences side by side.</summary>
    public IReadOnlyList<int> Batches { get; init; } = [1];

    /// <summary>Tokens in the KV cache before the prompt.</summary>
    public IReadOnlyList<int> Depths { get; init; } = [0];

    /// <summary>Prompt lengths, tokens; 0 decodes from one seed token.</summary>
    public IReadOnlyList<int> Prompts { get; init; } = [128];

    /// <summary>Generated lengths, tokens.</summary>
    public IReadOnlyList<int> Generates { get; init; } = [64];

    /// <summary>Thread counts; 0 leaves the choice to InferBench.</summary>
    public IReadOnlyList<int> Threads { get; init; } = [0];

    /// <summary>How tokens are drawn; null takes the most likely one.</summary>
    public SamplingSpec? Sample { get; init; }

    /// <summary>Seed of the prompts and of the order of cases.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>When a case has been measured enough.</summary>
    public MeasurementSettings Measurement { get; init; } = new();

    /// <summary>Measure in this process, without workers: one crash then ends the run.</summary>
    public bool InProcess { get; init; }

    /// <summary>How often a case that took its worker down is tried again.</summary>
    public int Retries { get; init; }

    /// <summary>Skip cases that need more memory than there is, instead of trying them.</summary>
    public bool MemoryCheck { get; init; } = true;

    /// <summary>Folder of models made on the spot; null is the user's cache folder.</summary>
    public string? CacheDirectory { get; init; }

    public OutputOptions Output { get; init; } = new();
}
