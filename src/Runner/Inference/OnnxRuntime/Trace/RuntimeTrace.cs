namespace InferBench.Runner.Inference.OnnxRuntime.Trace;

/// <summary>One call of a node. Times are microseconds since the profiler began, by the runtime's own clock.</summary>
/// <param name="Call">Which of <see cref="RuntimeTrace.Calls"/>.</param>
/// <param name="Start">When it began.</param>
/// <param name="Duration">How long it took on the host.</param>
/// <param name="Thread">The thread that called it.</param>
internal readonly record struct TracedNode(int Call, long Start, long Duration, long Thread)
{
    public long End => Start + Duration;
}

/// <summary>A span of the session: a run, the part of it that goes through the nodes, or work of loading.</summary>
/// <param name="Name">What it is, such as <c>model_run</c>.</param>
/// <param name="Start">When it began, in microseconds since the profiler did.</param>
/// <param name="Duration">Microseconds.</param>
/// <param name="Thread">The thread it was on.</param>
/// <param name="NodesBefore">How many of <see cref="RuntimeTrace.Nodes"/> stand before it; the runtime writes a span as it ends.</param>
/// <param name="DroppedBefore">How many events before it were not kept.</param>
internal readonly record struct TracedSpan(string Name, long Start, long Duration, long Thread, int NodesBefore, long DroppedBefore)
{
    /// <summary>The name of a run.</summary>
    public const string Run = "model_run";

    public long End => Start + Duration;
}

/// <summary>What a profile of ONNX Runtime tells.</summary>
internal sealed record RuntimeTrace
{
    /// <summary>Events that the runtime itself keeps before it leaves out the rest without a word in the file.</summary>
    public const long MostOfTheRuntime = 1_000_000;

    /// <summary>How nodes were called, each way once.</summary>
    public required IReadOnlyList<TracedCall> Calls { get; init; }

    /// <summary>Calls of nodes in the order in which they ended.</summary>
    public required IReadOnlyList<TracedNode> Nodes { get; init; }

    /// <summary>Spans of the session, in the order in which they ended.</summary>
    public required IReadOnlyList<TracedSpan> Spans { get; init; }

    /// <summary>Events in the file, those of other kinds and dropped ones, too.</summary>
    public required long Events { get; init; }

    /// <summary>Nodes' calls and spans that were not kept, because there were more than the reader was to keep.</summary>
    public required long Dropped { get; init; }

    /// <summary>Where the last whole event ends in a file that was cut short, in bytes; null in a whole file.</summary>
    public long? CutShortAt { get; init; }
}
