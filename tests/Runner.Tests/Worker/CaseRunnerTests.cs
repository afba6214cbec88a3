using InferBench.Runner.Measurement;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Measurement;
using InferBench.Runner.Tests.Workloads;
using InferBench.Runner.Worker;
using InferBench.Runner.Workloads;

namespace InferBench.Runner.Tests.Worker;

public sealed class CaseRunnerTests
{
    private const int Generate = 11;

    // Staging a prompt takes 1,000 s on the scripted clock, so limits are far away unless a test sets them.
    private static readonly MeasurementSettings Unhurried = new() { MaxTime = 1e6 };

    private readonly ScriptedTime time = new();

    [Fact]
    public void Warms_up_until_settled_then_measures_until_converged()
    {
        using var session = new ScriptedSession(time) { PrefillTicks = trial => trial == 0 ? 900_000_000 : 64_000_000 };

        var measurement = Run(session, Unhurried);

        Assert.Equal((4, true), (measurement.WarmUpTrials, measurement.Settled));
        // 0.164,025 s a trial, so the seventh completes the first second.
        Assert.Equal((7, StopReason.Converged), (measurement.Trials, measurement.StopReason));
        Assert.Equal(11 * Generate, session.Runs);
        Assert.Equal(TokenHash.Of([.. Enumerable.Range(0, Generate).Select(ScriptedSession.IdAt)]), measurement.TokenHash);
    }

    [Fact]
    public void Waits_for_its_turn_before_each_trial_of_the_warm_up_too_and_counts_none_of_the_wait()
    {
        using var session = new ScriptedSession(time);
        var runs = new List<int>();

        var measurement = Run(session, Unhurried with { Trials = 3, WarmUp = 1 }, turn: () =>
        {
            runs.Add(session.Runs);
            time.Advance(3600L * 1_000_000_000);
        });

        Assert.Equal([0, Generate, 2 * Generate, 3 * Generate], runs);
        Assert.All(measurement.Samples[MetricId.E2e], ticks => Assert.InRange(ticks, 1, 1_000_000_000));
    }

    [Fact]
    public void Notes_when_the_first_50_timed_trials_began()
    {
        using var session = new ScriptedSession(time);
        var turns = new List<long>();

        var measurement = Run(session, Unhurried with { Trials = 60, WarmUp = 1 }, turn: () => turns.Add(time.GetTimestamp()));

        Assert.Equal(RunRecord.MostTrialStarts, measurement.Starts.Count);
        for (int i = 0; i < measurement.Starts.Count; i++)
            Assert.InRange(measurement.Starts[i], turns[i + 1], turns[i + 2] - measurement.Samples[MetricId.E2e][i]);
    }

    [Fact]
    public void Warm_up_leaves_no_samples()
    {
        using var session = new ScriptedSession(time) { PrefillTicks = trial => trial < 3 ? 7_000_000 : 64_000_000 };

        var samples = Run(session, Unhurried with { Trials = 2 }).Samples;

        Assert.Equal([64_000_000, 64_000_000], samples[MetricId.PrefillTime]);
        Assert.Equal(2 * (Generate - 1), samples[MetricId.Itl].Count);
    }

    [Fact]
    public void A_case_that_varies_is_stopped_by_its_limit()
    {
        using var session = new ScriptedSession(time) { DecodeTicks = trial => trial % 2 == 0 ? 10_000_000 : 13_000_000 };

        var measurement = Run(session, Unhurried with { MaxTime = 30_000 });

        Assert.Equal((10, false), (measurement.WarmUpTrials, measurement.Settled));
        Assert.Equal((20, StopReason.Limit), (measurement.Trials, measurement.StopReason));
        Assert.InRange(measurement.Elapsed.TotalSeconds, 30_000, 30_010);
    }

    [Fact]
    public void A_limit_shorter_than_one_trial_still_measures_one()
    {
        using var session = new ScriptedSession(time);

        var measurement = Run(session, Unhurried with { MaxTime = 1 });

        Assert.Equal((1, 1, StopReason.Limit), (measurement.WarmUpTrials, measurement.Trials, measurement.StopReason));
    }

    [Fact]
    public void No_warm_up_can_be_asked_for()
    {
        using var session = new ScriptedSession(time);

        var measurement = Run(session, Unhurried with { WarmUp = 0, Trials = 3 });

        Assert.Equal((0, false), (measurement.WarmUpTrials, measurement.Settled));
        Assert.Equal((3, StopReason.FixedTrials), (measurement.Trials, measurement.StopReason));
        Assert.Equal(3, session.Trials);
    }

    [Fact]
    public void Progress_is_told_after_each_trial()
    {
        using var session = new ScriptedSession(time);
        var told = new List<(CasePhase, int)>();

        Run(session, Unhurried with { WarmUp = 1, Trials = 2 }, p => told.Add((p.Phase, p.Trials)));

        Assert.Equal([(CasePhase.WarmUp, 1), (CasePhase.Measure, 1), (CasePhase.Measure, 2)], told);
    }

    [Theory]
    [InlineData(CasePhase.WarmUp, 2, 2)]
    [InlineData(CasePhase.Measure, 1, 4)]
    public void Cancelling_ends_the_case_before_the_next_trial(CasePhase phase, int trial, int trialsRun)
    {
        using var session = new ScriptedSession(time);
        using var cancellation = new CancellationTokenSource();
        void CancelAt(TrialProgress p)
        {
            if ((p.Phase, p.Trials) == (phase, trial))
                cancellation.Cancel();
        }

        Assert.Throws<OperationCanceledException>(
            () => CaseRunner.Run(Open(session), Unhurried, time, CancelAt, cancellation: cancellation.Token));
        Assert.Equal(trialsRun * Generate, session.Runs);
    }

    [Fact]
    public void Timed_trials_with_other_tokens_than_the_first_are_named()
    {
        using var same = new ScriptedSession(time);
        using var others = new ScriptedSession(time) { OtherTrials = [0, 4, 6] };
        var settings = Unhurried with { WarmUp = 2, Trials = 5 };

        var measurement = Run(others, settings);

        Assert.Empty(Run(same, settings).OtherTokens);
        Assert.Equal([3, 5], measurement.OtherTokens);
        Assert.Equal(TokenHash.Of([.. Enumerable.Range(0, Generate).Select(ScriptedSession.IdAt)]), measurement.TokenHash);
    }

    [Theory]
    [InlineData(CasePhase.WarmUp)]
    [InlineData(CasePhase.Measure)]
    public void A_clock_that_goes_back_between_trials_leaves_no_measurement(CasePhase phase)
    {
        using var session = new ScriptedSession(time);
        void Back(TrialProgress p)
        {
            // Staging a prompt takes 1,000 s.
            if (p.Phase == phase)
                time.Advance(-2_000_000_000_000);
        }

        var error = Assert.Throws<InvalidDataException>(() => Run(session, Unhurried with { Trials = 3 }, Back));

        Assert.StartsWith("the clock went back by 1000.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_clock_that_the_machine_contradicts_leaves_no_measurement()
    {
        using var session = new ScriptedSession(time);

        var error = Assert.Throws<InvalidDataException>(
            () => CaseRunner.Run(
                Open(session), Unhurried, time, counters: () => new(null, null, null, null, null, null) { Uptime = TimeSpan.Zero },
                cancellation: TestContext.Current.CancellationToken));

        Assert.StartsWith("the clock jumped: it ran ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_workload_stays_open()
    {
        using var session = new ScriptedSession(time);

        Run(session, Unhurried);

        Assert.False(session.Disposed);
    }

    private CaseMeasurement Run(
        ScriptedSession session, MeasurementSettings settings, Action<TrialProgress>? progress = null, Action? turn = null) =>
        CaseRunner.Run(Open(session), settings, time, progress, turn: turn, cancellation: TestContext.Current.CancellationToken);

    private GenerationWorkload Open(ScriptedSession session) => new(
        session,
        GenerationInput.Of(new() { Engine = "ort", Device = "cpu", Model = "m", Prompt = 3, Generate = Generate }, ScriptedSession.Vocabulary),
        Generate,
        time);
}
