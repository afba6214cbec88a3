using InferBench.Runner.Devices;
using InferBench.Runner.Measurement;
using InferBench.Runner.Records;
using InferBench.Runner.Worker;

namespace InferBench.Runner.Tests.Worker;

public sealed class TokenEnergyTests
{
    private static readonly CaseSpec Spec = new() { Engine = "ort", Device = "cpu", Model = "synth:tiny:fp32", Batch = 4, Prompt = 8, Generate = 50 };

    private static MachineCounters Counted(long? joules) =>
        new(null, null, null, null, null, null) { Packages = [new("package-0", joules * 1_000_000, 262_143_328_850)] };

    private static MeasurementSummary Of(MachineChange? machine, CaseSpec? spec = null)
    {
        var samples = new SampleSet();
        samples.Add(MetricId.DecodeTime, 10_000_000);
        return MeasurementSummary.Of(TestMeasurements.Sound(samples) with { Machine = machine }, spec ?? Spec, debugBuild: false);
    }

    private static MachineChange Used(long? joules, double seconds = 10) => new(Counted(100), Counted(100 + joules), TimeSpan.FromSeconds(seconds));

    [Fact]
    public void Joules_are_of_every_generated_token_of_all_sequences()
    {
        var summary = Of(Used(300));

        // 5 trials x 4 sequences x 50 tokens.
        Assert.Equal(0.3, summary.Values[MetricId.EnergyPerToken]);
        Assert.Empty(summary.NotMeasured);
    }

    [Fact]
    public void Where_it_is_not_known_the_reason_is_said()
    {
        Assert.StartsWith("the timed trials took 1.0 s, and ", Of(Used(300, seconds: 1)).NotMeasured[MetricId.EnergyPerToken], StringComparison.Ordinal);
        Assert.Contains("cannot be read", Of(Used(null)).NotMeasured[MetricId.EnergyPerToken], StringComparison.Ordinal);
        Assert.Equal("the energy counter of cuda:0 is read by samples alone, and none were taken (--sample-interval off)", Of(Used(300), Spec with { Device = "cuda:0" }).NotMeasured[MetricId.EnergyPerToken]);
        Assert.All(
            [Of(Used(300, seconds: 1)), Of(Used(null)), Of(Used(300), Spec with { Device = "cuda:0" })],
            summary => Assert.DoesNotContain(MetricId.EnergyPerToken, summary.Values.Keys));
        Assert.Empty(Of(machine: null).NotMeasured);
    }

    private static MeasurementSummary OfGpu(UseEnergy? energy, params (string Series, string Reason)[] notObserved)
    {
        var samples = new SampleSet();
        samples.Add(MetricId.DecodeTime, 10_000_000);
        UseWindow whole = new() { Seconds = 12, Samples = 120, Figures = new Dictionary<string, UseFigures>(), GpuEnergy = energy };
        MachineUse use = new()
        {
            Interval = 100,
            Samples = 120,
            SampleSeconds = 0,
            LongestSampleSeconds = 0,
            Whole = whole,
            NotObserved = notObserved.ToDictionary(n => n.Series, n => n.Reason),
        };
        return MeasurementSummary.Of(
            TestMeasurements.Sound(samples) with { Machine = Used(300), Use = use }, Spec with { Device = "cuda:0" }, debugBuild: false);
    }

    [Fact]
    public void Of_a_GPU_its_power_over_counter_time_is_taken_for_the_whole_time()
    {
        // 500 W for 12 s, 5 trials x 4 sequences x 50 tokens.
        Assert.Equal(6, OfGpu(new() { Joules = 5000, Seconds = 10, Updates = 100 }).Values[MetricId.EnergyPerToken]);
        Assert.Equal("too short", OfGpu(new() { Updates = 3, Reason = "too short" }).NotMeasured[MetricId.EnergyPerToken]);
        Assert.Equal("not told", OfGpu(null, ("gpu_energy", "not told")).NotMeasured[MetricId.EnergyPerToken]);
        Assert.Equal("no NVML", OfGpu(null, ("gpu", "no NVML")).NotMeasured[MetricId.EnergyPerToken]);
    }
}
