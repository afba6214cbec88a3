using InferBench.Runner.Inference.OnnxRuntime.Trace;
using InferBench.Runner.Records;
using static System.FormattableString;

namespace InferBench.Runner.Profile.Operators;

/// <summary>The calls of nodes of one run, with the time that each takes itself.</summary>
internal static class RunNodes
{
    private const int LongestName = 200;

    // Starts and durations are cut to whole microseconds, each on its own.
    private const long Rounding = 2;

    /// <param name="file">The profile's name, for errors.</param>
    /// <param name="trace">The profile.</param>
    /// <param name="span">The run in it.</param>
    /// <param name="run">The host's side.</param>
    /// <param name="from">The first call of a node that the run before did not have.</param>
    /// <exception cref="BadInputException">A node ran outside of the run, or several ran at once.</exception>
    public static IReadOnlyList<RunNode> Of(string file, RuntimeTrace trace, TracedSpan span, HostRun run, int from)
    {
        var nodes = new RunNode[span.NodesBefore - from];
        long sum = 0;
        for (int i = 0; i < nodes.Length; i++)
        {
            var node = trace.Nodes[from + i];
            var call = trace.Calls[node.Call];
            if (node.Start < span.Start - Rounding || node.End > span.End + Rounding)
                throw new BadInputException(Invariant($"{file}: '{OneLine.Of(call.Name, LongestName)}' ran from {node.Start} to {node.End} us, outside of its run, {run.Title}, from {span.Start} to {span.End} us"));
            long self = call.Operator is "If" or "Loop" or "Scan" ? node.Duration - Inside(nodes.AsSpan(0, i), node) : node.Duration;
            nodes[i] = new(call, node, Math.Max(0, self));
            sum += nodes[i].SelfMicroseconds;
            if (sum > span.Duration + Rounding)
                throw new BadInputException(Invariant($"{file}: nodes of {run.Title} took {sum} us and more in a run of {span.Duration} us: several ran at once; profile a session that runs them in sequence"));
        }

        return nodes;
    }

    // Nodes stand in the order in which they ended: those inside stand right before.
    private static long Inside(ReadOnlySpan<RunNode> before, TracedNode node)
    {
        long inside = 0;
        for (int i = before.Length - 1; i >= 0 && before[i].Node.Start >= node.Start; i--)
            inside += before[i].SelfMicroseconds;
        return inside;
    }
}
