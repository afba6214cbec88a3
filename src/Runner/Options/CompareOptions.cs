using InferBench.Runner.Records;

namespace InferBench.Runner.Options;

/// <summary>Compares two results files.</summary>
public sealed record CompareOptions : CommandOptions
{
    /// <summary>The file compared with.</summary>
    public required string Base { get; init; }

    /// <summary>The file that is compared.</summary>
    public required string New { get; init; }

    /// <summary>Ids of metrics; null compares prefill and decode of models and the time of kernels.</summary>
    public IReadOnlyList<string>? Metrics { get; init; }

    /// <summary>Differences between the files that do not matter.</summary>
    public IReadOnlyList<DifferenceKind> Allowed { get; init; } = [];

    /// <summary>The smallest change that matters, as a fraction.</summary>
    public double MinEffect { get; init; } = 0.03;

    /// <summary>Print one JSON object.</summary>
    public bool Json { get; init; }

    /// <summary>Print Markdown.</summary>
    public bool Markdown { get; init; }
}
