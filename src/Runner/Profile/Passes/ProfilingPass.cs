using InferBench.Runner.Measurement;
using InferBench.Runner.Profile.Operators;
using InferBench.Runner.Records;
using InferBench.Runner.Workloads;

namespace InferBench.Runner.Profile.Passes;

/// <summary>The trials of a case under one way of looking.</summary>
internal sealed class ProfilingPass : IDisposable
{
    private readonly CaseSpec spec;
    private readonly TimeProvider time;
    private readonly LoadedModel? opened;
    private readonly IGenerationWorkload workload;
    private readonly List<int> starts = [];
    private readonly SampleSet samples = new();

    /// <param name="name">One of <see cref="ProfilePass"/>'s.</param>
    /// <param name="model">What runs.</param>
    /// <param name="owned">Whether the model is this pass's, and closed with it.</param>
    /// <param name="spec">The case.</param>
    /// <param name="time">The clock.</param>
    public ProfilingPass(string name, LoadedModel model, bool owned, CaseSpec spec, TimeProvider time)
    {
        Name = name;
        this.spec = spec;
        this.time = time;
        WatchedSession? watched = null;
        workload = model.Start(spec, time, cold: false, out _, session => watched = new WatchedSession(session, time));
        Session = watched!;
        opened = owned ? model : null;
    }

    public string Name { get; }

    /// <summary>The session under the workload.</summary>
    public WatchedSession Session { get; }

    /// <summary>Trials so far, warm-up included.</summary>
    public int Trials => starts.Count;

    /// <summary>Called before each trial is timed.</summary>
    public Action? Starting { get; init; }

    /// <summary>Most trials, warm-up included: what is noted of them has to be kept.</summary>
    public int MostTrials { get; init; } = int.MaxValue;

    /// <summary>Runs of a trial: the first token may be untimed.</summary>
    public static int RunsOf(CaseSpec spec) => spec.FirstStep == FirstStep.Untimed ? spec.Generate - 1 : spec.Generate;

    /// <summary>Runs one trial, unless there were enough.</summary>
    public void RunTrial()
    {
        if (Trials >= MostTrials)
            return;
        workload.Prepare();
        Session.Reserve(RunsOf(spec));
        starts.Add(Session.First);
        Starting?.Invoke();
        workload.RunTrial();
        workload.Collect(samples);
    }

    /// <summary>Samples of a metric in the trials after the warm-up, nanoseconds; empty where it has none.</summary>
    public IReadOnlyList<long> Samples(string metric, int warmUp) => samples[metric] is { Count: > 0 } all ? [.. all.Skip(warmUp)] : [];

    /// <summary>Every run of the session as the host saw it.</summary>
    /// <param name="warmUp">How many trials were for warming up.</param>
    public IReadOnlyList<HostRun> Runs(int warmUp)
    {
        int measured = warmUp < starts.Count ? starts[warmUp] : Session.Marks.Count;
        var runs = new HostRun[Session.Marks.Count];
        for (int i = 0, trial = -1; i < runs.Length; i++)
        {
            if (trial + 1 < starts.Count && i == starts[trial + 1])
                trial++;
            var mark = Session.Marks[i];
            var (phase, step) = i < measured ? (RunPhase.WarmUp, 0) : PhaseOf(i - starts[trial]);
            runs[i] = new(phase, step, spec.Batch, mark.Tokens, mark.Past, Nanoseconds(mark.Start), Nanoseconds(mark.End));
        }

        return runs;
    }

    /// <summary>Whether a run of the session is a trial's first.</summary>
    public bool IsFirstOfTrial(int run) => starts.BinarySearch(run) >= 0;

    /// <summary>What a run of a trial is for, and which decode step it is.</summary>
    /// <param name="number">Which run of the trial, from 0.</param>
    public (RunPhase Phase, int Step) PhaseOf(int number) => spec.FirstStep switch
    {
        FirstStep.Prefill when number == 0 => (RunPhase.Prefill, 0),
        FirstStep.Prefill => (RunPhase.Decode, number),
        _ => (RunPhase.Decode, number + 1),
    };

    /// <summary>A span of the clock in nanoseconds.</summary>
    public long Nanoseconds(long ticks) => Ticks.ToNanoseconds(ticks, time.TimestampFrequency);

    public void Dispose()
    {
        workload.Dispose();
        opened?.Dispose();
    }
}
