using InferBench.Runner.Profile.Operators;
using InferBench.Runner.Profile.Passes;
using InferBench.Runner.Records;

namespace InferBench.Runner.Profile;

/// <summary>What ONNX Runtime's profiler and the host saw of one phase, as a record has it: means of a step.</summary>
/// <param name="profile">The runtime's side.</param>
/// <param name="pass">The host's side.</param>
/// <param name="warmUp">Trials of the pass for warming up.</param>
/// <param name="spec">The case.</param>
internal sealed class PhaseReduction(OperatorProfile profile, ProfilingPass pass, int warmUp, CaseSpec spec)
{
    /// <summary>The prompt; null where none is timed, or nothing of it was kept.</summary>
    public ProfilePhase? Prefill() => spec.FirstStep != FirstStep.Prefill ? null
        : Phase(ProfilePhase.Prefill, RunPhase.Prefill, pass.Samples(MetricId.PrefillTime, warmUp).Average(), staging: 0, selection: 0, loop: 0);

    /// <summary>A token of each sequence; null where nothing of it was kept.</summary>
    public ProfilePhase? Decode()
    {
        bool first = spec.FirstStep == FirstStep.SeedToken;
        int steps = first ? spec.Generate : spec.Generate - 1;
        double step = pass.Samples(first ? MetricId.E2e : MetricId.DecodeTime, warmUp).Average() / steps;
        // Of all steps of a trial, the prompt's with them, which has nothing outside of engine and selection.
        double self = pass.Samples(MetricId.SelfNsPerToken, warmUp).Average() * ProfilingPass.RunsOf(spec) / steps;
        long[] staged = [.. Measured().Where(m => m.Phase == RunPhase.Decode).Select(m => pass.Nanoseconds(m.Mark.Staging))];
        double staging = staged.Average();
        return Phase(ProfilePhase.Decode, RunPhase.Decode, step, staging, pass.Samples(MetricId.SelfArgmaxNs, warmUp).Average(), Math.Max(0, self - staging));
    }

    private ProfilePhase? Phase(string name, RunPhase phase, double step, double staging, double selection, double loop)
    {
        TracedRun[] runs = [.. profile.Runs.Where(r => r.Host.Phase == phase && r.Dropped == 0)];
        if (runs.Length == 0)
            return null;
        var operators = profile.Nodes(phase).Select(n => Operator(n, runs.Length)).ToArray();
        var gaps = new Dictionary<string, double>
        {
            [GapName.BetweenOperators] = runs.Average(r => r.BetweenNs),
            [GapName.AroundRun] = runs.Average(r => r.AroundNs),
            [GapName.Binding] = runs.Average(r => r.OutsideNs) + staging,
        };
        if (phase == RunPhase.Decode)
        {
            gaps.Add(GapName.Selection, selection);
            gaps.Add(GapName.HostLoop, loop);
        }

        gaps.Add(GapName.Unaccounted, step - operators.Sum(o => o.Ns) - gaps.Values.Sum());
        return new()
        {
            Name = name,
            Steps = runs.Length,
            StepNs = step,
            Operators = operators,
            GapsNs = gaps,
            Counters = new Dictionary<string, double>(),
            Advice = "",
        };
    }

    private IEnumerable<(RunPhase Phase, RunMark Mark)> Measured()
    {
        var runs = pass.Runs(warmUp);
        for (int i = 0; i < runs.Count; i++)
            yield return (runs[i].Phase, pass.Session.Marks[i]);
    }

    private static OperatorTime Operator(NodeTotal node, int steps) => new()
    {
        Node = OneLine.Of(node.Name, LongestName),
        Operator = OneLine.Of(node.Operator, LongestName),
        Kind = OperatorNames.Of(node.Kind),
        Layer = node.Place.Layer,
        Role = OperatorNames.Of(node.Place.Role),
        Provider = OneLine.Of(node.Provider, LongestName),
        Calls = (double)node.Calls / steps,
        Ns = (double)node.Nanoseconds / steps,
        Flops = (double?)node.Cost.Operations / steps,
        Bytes = (double?)node.Cost.Bytes / steps,
    };

    private const int LongestName = 200;
}
