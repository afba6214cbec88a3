using InferBench.Runner.Measurement;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Measurement;
using InferBench.Runner.Tests.Workloads;
using InferBench.Runner.Worker;
using InferBench.Runner.Workloads;

namespace InferBench.Runner.Tests.Worker;

public sealed class CaseGradeTests
{
    private static readonly CaseSpec Spec = new() { Engine = "ort", Device = "cpu", Model = "synth:tiny:fp32", Prompt = 8, Generate = 3 };

    private static readonly CaseMeasurement Sound = TestMeasurements.Sound(Samples(5, 0));

    private static Grade Of(CaseMeasurement measurement, bool debug = false) => MeasurementSummary.Of(measurement, Spec, debug).Grade;

    [Fact]
    public void A_sound_measurement_of_an_unobserved_machine_is_valid_and_says_what_was_not_seen()
    {
        Assert.Equal(Verdict.Valid, Of(Sound).Verdict);
        Assert.Equal(["stolen time", "foreign load", "clock", "temperature", "thermal throttling", "cgroup throttling"], Of(Sound).NotObserved);
    }

    [Fact]
    public void Unstable_is_a_wide_interval_at_the_limit()
    {
        Assert.Equal([new(GradeReason.Unstable, "decode time ±16.7 %")], Of(Sound with { StopReason = StopReason.Limit, Samples = Samples(5, 1_000_000) }).Reasons);
        Assert.Empty(Of(Sound with { StopReason = StopReason.Limit }).Reasons);
        Assert.Empty(Of(Sound with { StopReason = StopReason.FixedTrials, Samples = Samples(5, 1_000_000) }).Reasons);
    }

    [Fact]
    public void Every_watched_median_must_be_known_well()
    {
        var samples = Samples(5, 0);
        for (int trial = 0; trial < 5; trial++)
            samples.Add(MetricId.PrefillTime, 10_000_000 + 1_000_000 * trial);

        Assert.Equal(
            [new(GradeReason.Unstable, "prefill time ±16.7 %")],
            Of(Sound with { StopReason = StopReason.Limit, Watched = [MetricId.DecodeTime, MetricId.PrefillTime], Samples = samples }).Reasons);
    }

    [Fact]
    public void Few_trials_and_a_debug_build_are_suspect() => Assert.Equal(
        [new(GradeReason.TooFewSamples, "trials measured: 4"), new(GradeReason.DebugBuild, "InferBench was built without optimisation")],
        Of(Sound with { Trials = 4, Samples = Samples(4, 0) }, debug: true).Reasons);

    [Fact]
    public void A_GPU_that_was_held_down_for_heat_is_throttled_and_one_at_its_limit_of_power_is_not()
    {
        var use = TestRecords.Use();
        Assert.Empty(Of(Sound with { Use = use }).Reasons);

        var reasons = new Dictionary<string, int> { ["HardwareThermal"] = 2, ["PowerCap"] = 20, ["SoftwareThermal"] = 3 };
        Assert.Equal(
            [new(GradeReason.Throttled, "the GPU's clocks were held down: SoftwareThermal in 3 of 20 samples, HardwareThermal in 2 of 20 samples")],
            Of(Sound with { Use = use with { Whole = use.Whole with { ClockReasons = reasons } } }).Reasons);
    }

    [Fact]
    public void Counters_are_read_on_either_side_of_the_timed_trials()
    {
        var time = new ScriptedTime();
        using var session = new ScriptedSession(time);
        using var workload = new GenerationWorkload(session, GenerationInput.Of(Spec, ScriptedSession.Vocabulary), Spec.Generate, time);
        var runsAt = new List<int>();

        var measured = CaseRunner.Run(
            workload, new() { Trials = 5, WarmUp = 3, MaxTime = 1e6 }, time,
            counters: () =>
            {
                runsAt.Add(session.Runs);
                return new(TimeSpan.Zero, TimeSpan.FromDays(runsAt.Count), TimeSpan.Zero, 0, runsAt.Count, 1e9 * runsAt.Count);
            },
            cancellation: TestContext.Current.CancellationToken);

        Assert.Equal([3 * Spec.Generate, 8 * Spec.Generate], runsAt);
        var summary = MeasurementSummary.Of(measured, Spec, debugBuild: false);
        Assert.Equal([GradeReason.ForeignLoad, GradeReason.Throttled], summary.Grade.Reasons.Select(r => r.Reason));
        Assert.Equal(1e9, summary.Values[MetricId.CpuClock]);
    }

    private static SampleSet Samples(int trials, long step)
    {
        var samples = new SampleSet();
        for (int trial = 0; trial < trials; trial++)
            samples.Add(MetricId.DecodeTime, 10_000_000 + step * trial);
        return samples;
    }
}
