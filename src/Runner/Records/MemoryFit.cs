namespace InferBench.Runner.Records;

/// <summary>The largest runs of a model that a memory holds.</summary>
public sealed record MemoryFit
{
    /// <summary>The memory as it was asked for, such as <c>24 GiB</c>.</summary>
    public required string Asked { get; init; }

    /// <summary>The memory, bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>The longest context of one sequence; null where not even one token fits.</summary>
    public MemorySum? LongestContext { get; init; }

    /// <summary>True where the model's positions, and not the memory, end that context.</summary>
    public required bool AllPositions { get; init; }

    /// <summary>The largest batch at each of some contexts, the longest first.</summary>
    public required IReadOnlyList<BatchFit> Batches { get; init; }
}

/// <summary>The largest batch of sequences of one length.</summary>
public sealed record BatchFit
{
    /// <summary>Tokens of each sequence.</summary>
    public required int Context { get; init; }

    /// <summary>The batch with its sum; null where not even one sequence fits.</summary>
    public MemorySum? Largest { get; init; }
}

/// <summary>
/// Memory of a batch of contexts. Not in it: the runtime's own workspace and, on a CPU, copies of the weights that the
/// runtime lays out anew while it loads.
/// </summary>
public sealed record MemorySum
{
    /// <summary>Sequences.</summary>
    public required long Batch { get; init; }

    /// <summary>Tokens of each.</summary>
    public required int Context { get; init; }

    /// <summary>Everything stored: weights, rotary tables, constants; of a kernel its operands and results.</summary>
    public required long StoredBytes { get; init; }

    /// <summary>Caches that exist at once: 1 where past and present are one buffer, else 2.</summary>
    public required int KvCopies { get; init; }

    /// <summary>Copies x batch x context x KV bytes per token.</summary>
    public required long KvBytes { get; init; }

    /// <summary>Batch x logits of one position, times the context where the graph makes logits for every position.</summary>
    public required long LogitsBytes { get; init; }

    /// <summary>The three together.</summary>
    public required long Bytes { get; init; }
}
