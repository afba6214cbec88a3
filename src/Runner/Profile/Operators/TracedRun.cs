using InferBench.Runner.Inference.OnnxRuntime.Trace;

namespace InferBench.Runner.Profile.Operators;

/// <summary>A call of a node inside a run.</summary>
/// <param name="Call">How it was called.</param>
/// <param name="Node">When and where.</param>
/// <param name="SelfMicroseconds">Its time without that of nodes inside it; the same as its duration for all but If, Loop and Scan.</param>
internal readonly record struct RunNode(TracedCall Call, TracedNode Node, long SelfMicroseconds);

/// <summary>
/// A run of the host with what the runtime's profile tells of it. Its time is that of operators and three gaps, which add up
/// to it: what the runtime does between operators, around the walk through them, and what the host's call does around the run.
/// </summary>
/// <param name="Host">The host's side.</param>
/// <param name="Span">The runtime's side.</param>
/// <param name="Nodes">Calls of nodes, in the order in which they ended.</param>
internal sealed record TracedRun(HostRun Host, TracedSpan Span, IReadOnlyList<RunNode> Nodes)
{
    private const long Microsecond = 1000;

    /// <summary>Calls of nodes that were not kept; where it is not 0, times and gaps of the run say nothing.</summary>
    public required long Dropped { get; init; }

    /// <summary>What to add to nanoseconds of the trace to get the host's clock; off by half of <see cref="OutsideNs"/> at most.</summary>
    public required long ClockOffsetNs { get; init; }

    /// <summary>Going through the nodes, in microseconds; null where the profile has no such span.</summary>
    public required long? ExecutionMicroseconds { get; init; }

    /// <summary>Time in operators.</summary>
    public long OperatorNs => Nodes.Sum(n => n.SelfMicroseconds) * Microsecond;

    /// <summary>Time between operators: the runtime's walk through the graph, and what its profiler itself takes.</summary>
    public long BetweenNs => Math.Max(0, (ExecutionMicroseconds ?? Span.Duration) * Microsecond - OperatorNs);

    /// <summary>Time of the run before and after its walk through the graph: inputs, outputs, waiting for a device.</summary>
    public long AroundNs => Math.Max(0, Span.Duration * Microsecond - OperatorNs - BetweenNs);

    /// <summary>Time of the host's call outside of the run: the binding, and the caller's own work.</summary>
    public long OutsideNs => Math.Max(0, Host.Nanoseconds - (Span.Duration * Microsecond));
}
