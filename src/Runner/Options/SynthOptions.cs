namespace InferBench.Runner.Options;

/// <summary>One model to make. Names are checked against the catalogues by the command.</summary>
public sealed record SynthOptions : CommandOptions
{
    public required string Preset { get; init; }

    public required string Precision { get; init; }

    /// <summary>Folder to make; null is the cache folder.</summary>
    public string? Out { get; init; }

    /// <summary>Seed of the weights.</summary>
    public long Seed { get; init; }

    /// <summary>Positions the graph computes logits for: <c>last</c> or <c>all</c>.</summary>
    public string Logits { get; init; } = "last";

    /// <summary>Weights that share one scale; null is the precision's default.</summary>
    public int? BlockSize { get; init; }

    public string? CacheDirectory { get; init; }

    /// <summary>No progress on standard error.</summary>
    public bool Quiet { get; init; }
}
