using InferBench.Runner.Devices.Counters;
using InferBench.Runner.Profile.Operators;
using InferBench.Runner.Records;
using InferBench.Runner.Workloads;

namespace InferBench.Runner.Profile.Passes;

/// <summary>Trials of the session without a profiler, with the processor's counters read before the first run, between prefill and decode, and after the last.</summary>
internal sealed class CounterPass : IDisposable
{
    private const string Prefix = "counters.";

    private readonly CpuCounters counters;
    private readonly int decodeSteps;
    private readonly bool hasPrefill;

    // [3 x counters] of each trial.
    private readonly List<double[]> trials = [];

    /// <param name="counters">What is counted; closed with this. Open since before there was another session, whose threads are none of these.</param>
    /// <param name="model">What runs; stays open.</param>
    /// <param name="spec">The case.</param>
    /// <param name="time">The clock.</param>
    public CounterPass(CpuCounters counters, LoadedModel model, CaseSpec spec, TimeProvider time)
    {
        this.counters = counters;
        hasPrefill = spec.FirstStep == FirstStep.Prefill;
        decodeSteps = ProfilingPass.RunsOf(spec) - (hasPrefill ? 1 : 0);
        Pass = new(ProfilePass.Counters, model, owned: false, spec, time) { Starting = () => trials.Add(new double[3 * counters.Names.Count]) };
        Pass.Session.Before = number => Read(number == 0 ? 0 : -1);
        Pass.Session.After = number =>
        {
            if (hasPrefill && number == 0)
                Read(1);
            if (number == ProfilingPass.RunsOf(spec) - 1)
                Read(2);
        };
    }

    /// <summary>The trials.</summary>
    public ProfilingPass Pass { get; }

    /// <summary>Counts of a step of a phase, by name; what had no turn on the processor's counters is left out, and told.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="warmUp">Trials for warming up.</param>
    /// <param name="notMeasured">Told what is missing.</param>
    public IReadOnlyDictionary<string, double> Of(RunPhase phase, int warmUp, Dictionary<string, string> notMeasured)
    {
        var counts = new Dictionary<string, double>();
        var measured = trials.Skip(warmUp).ToArray();
        if (measured.Length == 0)
            return counts;
        var (from, to, steps) = phase == RunPhase.Prefill ? (0, 1, 1) : (hasPrefill ? 1 : 0, 2, decodeSteps);
        for (int i = 0; i < counters.Names.Count; i++)
        {
            int n = counters.Names.Count, counter = i;
            double mean = measured.Average(t => t[(to * n) + counter] - t[(from * n) + counter]) / steps;
            if (double.IsFinite(mean))
                counts.Add(counters.Names[i], mean);
            else
                notMeasured.TryAdd(Prefix + counters.Names[i], "it had no turn on the processor's counters, which other events share");
        }

        return counts;
    }

    /// <summary>Adds what this machine does not count.</summary>
    public void Tell(Dictionary<string, string> notMeasured)
    {
        foreach (var (name, why) in counters.NotMeasured)
            notMeasured.Add(Prefix + name, why);
    }

    public void Dispose()
    {
        Pass.Dispose();
        counters.Dispose();
    }

    private void Read(int place)
    {
        if (place >= 0)
            counters.Read(trials[^1].AsSpan(place * counters.Names.Count, counters.Names.Count));
    }
}
