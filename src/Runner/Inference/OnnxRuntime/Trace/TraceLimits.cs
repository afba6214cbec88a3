namespace InferBench.Runner.Inference.OnnxRuntime.Trace;

/// <summary>How much of a trace is kept.</summary>
internal sealed record TraceLimits
{
    /// <summary>Most calls of nodes, and most spans, that are kept; the rest are counted. A call takes 32 bytes.</summary>
    public int MostEvents { get; init; } = 4_000_000;

    /// <summary>
    /// Most ways of calling nodes, each a name with its shapes; a call in another way than these is dropped and counted. A way
    /// takes some 500 bytes.
    /// </summary>
    public int MostCalls { get; init; } = 400_000;

    /// <summary>Most bytes of names and lists of shapes, each counted once; a call with another is dropped and counted.</summary>
    public long MostTextBytes { get; init; } = 64 << 20;

    /// <summary>Most bytes of a single event.</summary>
    public int MostEventBytes { get; init; } = 4 << 20;

    /// <summary>Whether a file that ends early is taken as far as it goes, and not refused.</summary>
    public bool KeepCutShort { get; init; }
}
