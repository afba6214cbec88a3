using InferBench.Runner.Records;
using InferBench.Runner.Tests.Measurement;
using InferBench.Runner.Tests.Workloads;
using InferBench.Runner.Worker;
using InferBench.Runner.Workloads;

namespace InferBench.Runner.Tests.Worker;

public sealed class MeasurementSummaryTests
{
    [Fact]
    public void Planted_ticks_come_out_as_exact_figures()
    {
        var summary = Summarise(Spec(prompt: 128, generate: 11), trials: 6);

        Assert.Equal(6, summary.Trials);
        Assert.Equal(3, summary.WarmUpTrials);
        // Decode: ten steps of 10 ms engine, 2,000 ns argmax, 300 ns staging.
        Assert.Equal(2_000, summary.Statistics[MetricId.PrefillTps].Median);
        Assert.Equal(10 / 0.100_023, summary.Statistics[MetricId.DecodeTps].Median, 9);
        Assert.Equal(11 / 0.164_025, summary.Statistics[MetricId.OutputTps].Median, 9);
        Assert.Equal(0.064, summary.Statistics[MetricId.PrefillTime].Median);
        Assert.Equal(0.064_002, summary.Statistics[MetricId.Ttft].Median);
        Assert.Equal(0.010_002_3, summary.Statistics[MetricId.Tpot].Median);
        Assert.Equal(0.010_002_3, summary.Statistics[MetricId.Itl].Median);
        Assert.Equal(0.100_023, summary.Statistics[MetricId.DecodeTime].Median);
        Assert.Equal(0.164_025, summary.Statistics[MetricId.E2e].Median);
        Assert.Equal(2_000, summary.Statistics[MetricId.SelfArgmaxNs].Median);
        Assert.Equal(273, summary.Statistics[MetricId.SelfNsPerToken].Median);
        Assert.Empty(summary.NotMeasured);
    }

    [Fact]
    public void Throughput_counts_every_sequence_of_a_batch()
    {
        var summary = Summarise(Spec(prompt: 128, generate: 11) with { Batch = 4 }, trials: 5);

        // Four tokens are chosen at every step.
        Assert.Equal(8_000, summary.Statistics[MetricId.PrefillTps].Median);
        Assert.Equal(40 / 0.100_083, summary.Statistics[MetricId.DecodeTps].Median, 9);
        Assert.Equal(44 / 0.164_091, summary.Statistics[MetricId.OutputTps].Median, 9);
        Assert.Equal(0.010_008_3, summary.Statistics[MetricId.Tpot].Median);
        Assert.Empty(summary.NotMeasured);
    }

    [Fact]
    public void A_batch_with_a_depth_says_why_only_decode_was_measured()
    {
        var summary = Summarise(Spec(prompt: 128, generate: 11) with { Batch = 4, Depth = 16 }, trials: 5);

        Assert.Equal(40 / 0.100_083, summary.Statistics[MetricId.DecodeTps].Median, 9);
        Assert.Equal(
            [MetricId.E2e, MetricId.OutputTps, MetricId.PrefillTime, MetricId.PrefillTps, MetricId.Ttft],
            summary.NotMeasured.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            "with a batch and a depth the prompt is not timed, for any graph: grouped-query attention continues a prompt for one sequence only",
            Assert.Single(summary.NotMeasured.Values.Distinct()));
        Assert.Empty(summary.Statistics.Keys.Intersect(summary.NotMeasured.Keys));
    }

    [Fact]
    public void Without_a_prompt_there_is_no_prefill_but_all_else()
    {
        var summary = Summarise(Spec(prompt: 0, generate: 11) with { Batch = 2, Depth = 16 }, trials: 5);

        Assert.Equal(
            new Dictionary<string, string>
            {
                [MetricId.PrefillTime] = "prompt 0 has no prefill",
                [MetricId.PrefillTps] = "prompt 0 has no prefill",
            },
            summary.NotMeasured);
        Assert.Equal(0.010_004, summary.Statistics[MetricId.Ttft].Median);
        Assert.Equal(20 / 0.100_043, summary.Statistics[MetricId.DecodeTps].Median, 9);
        Assert.Equal(22 / 0.110_047, summary.Statistics[MetricId.OutputTps].Median, 9);
    }

    [Fact]
    public void Medians_of_trials_have_an_interval_and_pooled_gaps_have_none()
    {
        var summary = Summarise(Spec(prompt: 8, generate: 3), trials: 5, trial => 10_000_000 + 1_000_000 * (trial % 5));

        Assert.Null(summary.Statistics[MetricId.Itl].MedianInterval);
        Assert.Equal(10, summary.Statistics[MetricId.Itl].Count);
        Assert.Equal(new Interval(0.020_004_6, 0.028_004_6), summary.Statistics[MetricId.DecodeTime].MedianInterval);
        Assert.All(
            summary.Statistics.Where(s => s.Key != MetricId.Itl),
            s => Assert.Equal((s.Key, 5), (s.Key, s.Value.MedianInterval is null ? 0 : s.Value.Count)));
    }

    [Fact]
    public void One_trial_has_no_interval() =>
        Assert.Null(Summarise(Spec(prompt: 8, generate: 3), trials: 1).Statistics[MetricId.E2e].MedianInterval);

    [Fact]
    public void Raw_samples_are_whole_nanoseconds_and_derived_ones_are_left_out()
    {
        var summary = Summarise(Spec(prompt: 8, generate: 3), trials: 2);

        Assert.Equal([20_004_600, 20_004_600], summary.Samples[MetricId.DecodeTime].Values);
        Assert.Equal(4, summary.Samples[MetricId.Itl].Count);
        Assert.DoesNotContain(MetricId.DecodeTps, summary.Samples.Keys);
    }

    [Fact]
    public void Statistics_come_from_all_samples_where_a_record_keeps_a_subset()
    {
        var summary = Summarise(Spec(prompt: 8, generate: 301), trials: 10);

        Assert.Equal(3_000, summary.Statistics[MetricId.Itl].Count);
        Assert.Equal(3_000, summary.Samples[MetricId.Itl].Count);
        Assert.Equal(SampleSeries.MaxKept, summary.Samples[MetricId.Itl].Values.Count);
    }

    [Fact]
    public void One_generated_token_says_why_there_is_no_decode()
    {
        var summary = Summarise(Spec(prompt: 128, generate: 1), trials: 5);

        Assert.Equal(
            [MetricId.DecodeTime, MetricId.DecodeTps, MetricId.Itl, MetricId.Tpot],
            summary.NotMeasured.Keys.Order(StringComparer.Ordinal));
        Assert.All(summary.NotMeasured.Values, reason => Assert.Equal("one generated token has no decode step", reason));
        Assert.Empty(summary.Statistics.Keys.Intersect(summary.NotMeasured.Keys));
        Assert.Equal(2_000, summary.Statistics[MetricId.PrefillTps].Median);
        Assert.Equal(1 / 0.064_002, summary.Statistics[MetricId.OutputTps].Median, 9);
    }

    [Fact]
    public void The_interval_of_a_speed_is_that_of_its_time()
    {
        var statistics = Summarise(Spec(prompt: 8, generate: 3), trials: 24, trial => 10_000_000 + 300_000 * (trial * 7 % 24)).Statistics;

        var time = statistics[MetricId.DecodeTime].MedianInterval!;
        var speed = statistics[MetricId.DecodeTps].MedianInterval!;
        Assert.Equal(2 / time.High, speed.Low, 9);
        Assert.Equal(2 / time.Low, speed.High, 9);
        Assert.Equal(time.Low / 2, statistics[MetricId.Tpot].MedianInterval!.Low, 12);
    }

    [Fact]
    public void Single_values_are_in_the_units_of_the_catalogue()
    {
        var measurement = Measure(Spec(prompt: 8, generate: 3), trials: 5) with
        {
            Allocated = 1_024,
            Collections = 2,
        };

        var values = MeasurementSummary.Of(measurement, Spec(prompt: 8, generate: 3), debugBuild: false).Values;

        Assert.Equal(1_024, values[MetricId.SelfAllocated]);
        Assert.Equal(2, values[MetricId.SelfGc]);
    }

    private static CaseSpec Spec(int prompt, int generate) =>
        new() { Engine = "ort", Device = "cpu", Model = "synth:tiny:fp32", Prompt = prompt, Generate = generate };

    private static MeasurementSummary Summarise(CaseSpec spec, int trials, Func<int, long>? decodeTicks = null) =>
        MeasurementSummary.Of(Measure(spec, trials, decodeTicks), spec, debugBuild: false);

    private static CaseMeasurement Measure(CaseSpec spec, int trials, Func<int, long>? decodeTicks = null)
    {
        var time = new ScriptedTime();
        var session = new ScriptedSession(time, batch: spec.Batch) { DecodeTicks = decodeTicks ?? (_ => 10_000_000) };
        var settings = new MeasurementSettings { Trials = trials, WarmUp = 3, MaxTime = 1e6 };
        using var workload = new GenerationWorkload(
            session, GenerationInput.Of(spec, ScriptedSession.Vocabulary), spec.Generate, time);
        return CaseRunner.Run(workload, settings, time, cancellation: TestContext.Current.CancellationToken);
    }
}
