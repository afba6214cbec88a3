namespace InferBench.Runner.Models;

/// <summary>What a graph is fed and gives back, by name. Inputs that a graph does not have are null.</summary>
public sealed record GraphInterface
{
    /// <summary>Input int64 [batch, new tokens].</summary>
    public required string InputIds { get; init; }

    /// <summary>Input int64 [batch, past + new tokens], all ones here.</summary>
    public string? AttentionMask { get; init; }

    /// <summary>Input int64 [batch, new tokens]: the position of each new token.</summary>
    public string? PositionIds { get; init; }

    /// <summary>Input int64, fed with 1: logits of the last position only.</summary>
    public string? LogitsToKeep { get; init; }

    /// <summary>Dimensions of <see cref="LogitsToKeep"/>: 0 for a scalar, 1 for [1].</summary>
    public int LogitsToKeepRank { get; init; }

    /// <summary>Input bool [1] of merged decoders, fed with true where there is a past.</summary>
    public string? UseCacheBranch { get; init; }

    /// <summary>Output [batch, 1 or new tokens, vocabulary].</summary>
    public required string Logits { get; init; }

    /// <summary>Type of <see cref="Logits"/>.</summary>
    public FloatType LogitsType { get; init; }

    /// <summary>True where the logits are of the last position alone: [batch, 1, vocabulary].</summary>
    public required bool LastLogitsOnly { get; init; }

    /// <summary>The KV cache of each layer.</summary>
    public required IReadOnlyList<LayerCache> Caches { get; init; }

    /// <summary>Type of every key and value.</summary>
    public FloatType CacheType { get; init; }

    /// <summary>
    /// True where past and present may be one buffer (GroupQueryAttention); false where the graph makes a new, longer
    /// present at every run.
    /// </summary>
    public required bool SharesCache { get; init; }
}
