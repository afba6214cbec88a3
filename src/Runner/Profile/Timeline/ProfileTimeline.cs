using InferBench.Runner.Inference.OnnxRuntime.Trace;
using InferBench.Runner.Profile.Operators;
using InferBench.Runner.Profile.Passes;
using InferBench.Runner.Records;
using static System.FormattableString;

namespace InferBench.Runner.Profile.Timeline;

/// <summary>The trials of a profile as a timeline: the host's calls, the operators in them, tokens.</summary>
internal static class ProfileTimeline
{
    private const int LongestName = 200;

    private static readonly TimelineTrack
        Steps = new(1, 1, "host", "steps"), Host = new(1, 2, "host", "calls"), Operators = new(1, 3, "host", "operators (ONNX Runtime)");

    /// <summary>Adds the measured trials of a pass under ONNX Runtime's profiler.</summary>
    /// <param name="timeline">Where to.</param>
    /// <param name="profile">The runtime's side.</param>
    /// <param name="pass">The host's side.</param>
    public static void Add(Timeline timeline, OperatorProfile profile, ProfilingPass pass)
    {
        var facts = new Dictionary<TracedCall, KeyValuePair<string, string>[]>(ReferenceEqualityComparer.Instance);
        var trial = new List<TimelineSlice>();
        for (int i = 0; i < profile.Runs.Count; i++)
        {
            var run = profile.Runs[i];
            if (run.Host.Phase == RunPhase.WarmUp)
                continue;
            if (pass.IsFirstOfTrial(i))
                Close();
            trial.AddRange(Run(run, pass.Session.Marks[i], i + 1 < profile.Runs.Count && !pass.IsFirstOfTrial(i + 1) ? pass.Session.Marks[i + 1] : null, pass, profile.Trace, facts));
        }

        Close();

        void Close()
        {
            if (trial.Count > 0)
                timeline.Add(trial);
            trial.Clear();
        }
    }

    private static IEnumerable<TimelineSlice> Run(
        TracedRun run, RunMark mark, RunMark? next, ProfilingPass pass, RuntimeTrace trace, Dictionary<TracedCall, KeyValuePair<string, string>[]> facts)
    {
        long staged = pass.Nanoseconds(mark.StagingStart), start = run.Host.StartNs, end = run.Host.EndNs;
        // The last token of a trial has no next input: how long it took to choose is not seen here.
        long? chosen = next is { } follower ? pass.Nanoseconds(follower.StagingStart) : null;
        bool prompt = run.Host.Phase == RunPhase.Prefill;
        yield return new(Steps, prompt ? start : staged, chosen ?? end, run.Host.Title, [new("tokens", Invariant($"{run.Host.Tokens}")), new("past", Invariant($"{run.Host.Past}"))]);
        if (!prompt)
            yield return new(Host, staged, staged + pass.Nanoseconds(mark.Staging), "stage inputs");
        yield return new(Host, start, end, "run");
        if (chosen is { } choice)
            yield return new(Host, end, choice, "choose token, host loop");
        foreach (var (call, node, _) in run.Nodes)
        {
            // By the runtime's clock, which is known to half of what the host's call took around the run.
            long from = Math.Clamp((node.Start * 1000) + run.ClockOffsetNs, start, end), to = Math.Clamp((node.End * 1000) + run.ClockOffsetNs, from, end);
            yield return new(Operators, from, to, OneLine.Of(call.Name, LongestName), Facts(call, facts));
        }
    }

    private static KeyValuePair<string, string>[] Facts(TracedCall call, Dictionary<TracedCall, KeyValuePair<string, string>[]> known)
    {
        if (!known.TryGetValue(call, out var facts))
            known.Add(call, facts = [new("operator", OneLine.Of(call.Operator, LongestName)), new("provider", OneLine.Of(call.Provider, LongestName))]);
        return facts;
    }
}
