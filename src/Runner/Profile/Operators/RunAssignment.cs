using InferBench.Runner.Inference.OnnxRuntime.Trace;
using InferBench.Runner.Records;
using static System.FormattableString;

namespace InferBench.Runner.Profile.Operators;

/// <summary>
/// Gives the events of a profile to the runs of the host: the k-th run of the profile is the host's k-th, if their number is
/// the same and their times fit. What does not agree is an error, never a guess.
/// </summary>
internal static class RunAssignment
{
    // Both clocks are read a few times between the host's time stamps and the runtime's, and the runtime's counts whole
    // microseconds. Its clock is the system's, which is slewed by up to 500 ppm where somebody sets it.
    private const long SlackNs = 200_000;
    private const double Drift = 0.001;

    /// <param name="file">The profile's name, for errors.</param>
    /// <param name="trace">What was read from it.</param>
    /// <param name="runs">Every run of the session while it was profiled, in order. Where the file was cut short, the first of them.</param>
    /// <exception cref="BadInputException">Runs and profile do not agree.</exception>
    public static IReadOnlyList<TracedRun> Assign(string file, RuntimeTrace trace, IReadOnlyList<HostRun> runs)
    {
        int[] at = [.. Enumerable.Range(0, trace.Spans.Count).Where(i => trace.Spans[i].Name == TracedSpan.Run)];
        TracedSpan[] spans = [.. at.Select(i => trace.Spans[i])];
        bool isPart = trace.CutShortAt is not null && spans.Length < runs.Count;
        if (spans.Length != runs.Count && !isPart)
            throw new BadInputException(Invariant($"{file}: holds {spans.Length} runs, the host made {runs.Count}{Why(trace)}; profile one session alone, with fewer runs"));
        CheckTimes(file, spans, runs);
        var assigned = new List<TracedRun>(spans.Length);
        for (int i = 0; i < spans.Length; i++)
        {
            var before = i > 0 ? spans[i - 1] : default;
            assigned.Add(new(runs[i], spans[i], RunNodes.Of(file, trace, spans[i], runs[i], before.NodesBefore))
            {
                Dropped = spans[i].DroppedBefore - before.DroppedBefore,
                ClockOffsetNs = ((runs[i].StartNs + runs[i].EndNs) / 2) - ((spans[i].Start + spans[i].End) * 500),
                ExecutionMicroseconds = Execution(trace, i > 0 ? at[i - 1] + 1 : 0, at[i]),
            });
        }

        int given = spans.Length > 0 ? spans[^1].NodesBefore : 0;
        if (trace.CutShortAt is null && trace.Nodes.Count > given)
            throw new BadInputException(Invariant($"{file}: {trace.Nodes.Count - given} calls of nodes belong to no run, the first of them of '{Name(trace, given)}'; the profile is damaged"));
        return assigned;
    }

    private static string Why(RuntimeTrace trace) => trace switch
    {
        { Dropped: > 0 } => Invariant($", and {trace.Dropped} events were dropped"),
        { Events: >= RuntimeTrace.MostOfTheRuntime } => Invariant($", and the runtime keeps {RuntimeTrace.MostOfTheRuntime} events at most"),
        _ => "",
    };

    private static void CheckTimes(string file, TracedSpan[] spans, IReadOnlyList<HostRun> runs)
    {
        for (int i = 0; i < spans.Length; i++)
        {
            long took = spans[i].Duration * 1000;
            if (took > runs[i].Nanoseconds + SlackNs + (long)(runs[i].Nanoseconds * Drift))
                throw new BadInputException(Invariant($"{file}: its run {i + 1} took {took} ns, longer than the host's call for {runs[i].Title} ({runs[i].Nanoseconds} ns): the profile is of other runs"));
            if (i == 0)
                continue;
            // From the end of one run to the start of the next, by either clock.
            long host = runs[i].StartNs - runs[i - 1].EndNs, profile = (spans[i].Start - spans[i - 1].End) * 1000;
            long around = runs[i].Nanoseconds - took + runs[i - 1].Nanoseconds - (spans[i - 1].Duration * 1000);
            long slack = SlackNs + (long)((runs[i].EndNs - runs[i - 1].StartNs) * Drift);
            if (profile < host - slack || profile > host + Math.Max(around, 0) + slack)
                throw new BadInputException(Invariant($"{file}: its run {i + 1} began {profile} ns after the one before, {runs[i].Title} {host} ns: the profile is of other runs"));
        }
    }

    // Branches of a graph are walked through inside it, so that the walk through the whole is the longest.
    private static long? Execution(RuntimeTrace trace, int from, int run)
    {
        long? longest = null;
        for (int i = from; i < run; i++)
        {
            var span = trace.Spans[i];
            if (span.Name.EndsWith("Executor::Execute", StringComparison.Ordinal) && span.Start >= trace.Spans[run].Start)
                longest = Math.Max(longest ?? 0, Math.Min(span.Duration, trace.Spans[run].Duration));
        }

        return longest;
    }

    private static string Name(RuntimeTrace trace, int node) => OneLine.Of(trace.Calls[trace.Nodes[node].Call].Name, 200);
}
