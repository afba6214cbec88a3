using InferBench.Runner.Devices;
using InferBench.Runner.Devices.Sampling;
using InferBench.Runner.Measurement;
using InferBench.Runner.Records;
using InferBench.Runner.Workloads;

namespace InferBench.Runner.Worker;

/// <summary>Runs one case on an open workload: warms up, then measures. Opening and closing it is the caller's.</summary>
public sealed class CaseRunner
{
    private readonly IWorkload workload;
    private readonly MeasurementSettings settings;
    private readonly TimeProvider time;
    private readonly Action<TrialProgress>? progress;
    private readonly Func<MachineCounters>? counters;
    private readonly Action? turn;
    private readonly MachineSampler? sampler;
    private readonly List<TrialSpan> spans = [];
    private readonly CancellationToken cancellation;
    private readonly long started;
    private long last;

    private CaseRunner(
        IWorkload workload, MeasurementSettings settings, TimeProvider time, Action<TrialProgress>? progress,
        Func<MachineCounters>? counters, Action? turn, MachineSampler? sampler, CancellationToken cancellation)
    {
        this.workload = workload;
        this.settings = settings;
        this.time = time;
        this.progress = progress;
        this.counters = counters;
        this.turn = turn;
        this.sampler = sampler;
        this.cancellation = cancellation;
        started = last = time.GetTimestamp();
    }

    /// <summary>Warms up and measures.</summary>
    /// <param name="workload">An open workload; stays open.</param>
    /// <param name="settings">How long to measure.</param>
    /// <param name="time">The clock of the workload.</param>
    /// <param name="progress">Told after each trial, never inside one.</param>
    /// <param name="counters">Reads what the machine counts, before the first timed trial and after the last; null where it is not asked.</param>
    /// <param name="turn">Waits before each trial until it may run; null where nothing else runs in between.</param>
    /// <param name="sampler">Takes samples beside the timed trials; stays open, and stops where they fail when it is closed.</param>
    /// <param name="cancellation">Looked at between trials only.</param>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is kept.</exception>
    /// <exception cref="InvalidDataException">The clock jumped: nothing that was timed can be believed.</exception>
    public static CaseMeasurement Run(
        IWorkload workload, MeasurementSettings settings, TimeProvider time, Action<TrialProgress>? progress = null,
        Func<MachineCounters>? counters = null, Action? turn = null, MachineSampler? sampler = null, CancellationToken cancellation = default)
    {
        var runner = new CaseRunner(workload, settings, time, progress, counters, turn, sampler, cancellation);
        var (warmUpTrials, settled) = runner.WarmUp();
        return runner.Measure(warmUpTrials, settled);
    }

    private TimeSpan Elapsed => time.GetElapsedTime(started);

    private (int Trials, bool Settled) WarmUp()
    {
        var rule = new WarmUpRule(settings);
        var samples = new SampleSet();
        var discarded = new SelfCost();
        var trials = 0;
        while (rule.WantsMore(trials, Elapsed, Watched(samples)))
        {
            RunTrial(samples, discarded, out _);
            trials++;
            progress?.Invoke(new TrialProgress(CasePhase.WarmUp, trials, Elapsed));
        }

        return (trials, WarmUpRule.HasSettled(Watched(samples)));
    }

    private CaseMeasurement Measure(int warmUpTrials, bool settled)
    {
        var rule = new StoppingRule(settings);
        var samples = new SampleSet();
        var cost = new SelfCost();
        var elapsed = TimeSpan.Zero;
        var measured = TimeSpan.Zero;
        var trials = 0;
        string? tokenHash = null;
        List<int> otherTokens = [];
        List<long> starts = [];
        StopReason? stop = null;
        spans.Clear();
        sampler?.Start();
        var before = counters?.Invoke();
        var began = time.GetTimestamp();
        while (stop is null)
        {
            measured += RunTrial(samples, cost, out long start);
            elapsed = Elapsed;
            if (starts.Count < RunRecord.MostTrialStarts)
                starts.Add(start);
            trials++;
            string? hash = workload.OutputHash;
            tokenHash ??= hash;
            if (hash != tokenHash)
                otherTokens.Add(trials);
            stop = rule.After(trials, measured, elapsed, Watched(samples));
            progress?.Invoke(new TrialProgress(CasePhase.Measure, trials, elapsed));
        }

        var took = time.GetElapsedTime(began);
        sampler?.Stop();
        MachineChange? machine = before is not null ? new(before, counters!(), took) : null;
        if (machine?.ClockFault is { } fault)
            throw new InvalidDataException(fault);
        return new CaseMeasurement
        {
            Machine = machine,
            Use = sampler is null ? null : UseReduction.Of(sampler, spans, time.TimestampFrequency, takesTurns: turn is not null),
            Settings = settings,
            Watched = workload.Watched,
            Samples = samples,
            Trials = trials,
            Starts = starts,
            WarmUpTrials = warmUpTrials,
            Settled = settled,
            StopReason = stop.Value,
            Elapsed = elapsed,
            Allocated = cost.Allocated,
            Collections = cost.Collections,
            TokenHash = tokenHash,
            OtherTokens = otherTokens,
        };
    }

    private TimeSpan RunTrial(SampleSet samples, SelfCost cost, out long start)
    {
        cancellation.ThrowIfCancellationRequested();
        turn?.Invoke();
        workload.Prepare();
        cost.Start();
        start = time.GetTimestamp();
        workload.RunTrial();
        var end = time.GetTimestamp();
        cost.Stop();
        Ticks.RequireForward(last, start, time);
        Ticks.RequireForward(start, end, time);
        last = end;
        workload.Collect(samples);
        if (sampler is not null)
            spans.Add(new(start, end, (workload as IGenerationWorkload)?.Phases ?? default));
        return time.GetElapsedTime(start, end);
    }

    private IReadOnlyList<long>[] Watched(SampleSet samples) => [.. workload.Watched.Select(id => samples[id])];
}
