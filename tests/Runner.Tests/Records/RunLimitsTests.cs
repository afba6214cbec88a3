using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Records;

public sealed class RunLimitsTests
{
    private static readonly DateTimeOffset Begin = TestRecords.Ok().Started;

    private static RunRecord Ceiling(int minute, double? flops = null, double? bandwidth = null, double bytes = 0, int threads = 2) =>
        At(minute, TestKernels.Ceiling(threads, flops, bandwidth, bytes)) with { CaseId = FormattableString.Invariant($"{flops is null} {bytes} {threads}") };

    private static RunRecord At(int minute, RunRecord record) => record with { Started = Begin.AddMinutes(minute) };

    // A step of 1e8 bytes in 0.2 s of 1 GB/s, and half of a peak.
    private static RunRecord Case(string precision = "fp32") => At(10, TestRecords.Ok()) with
    {
        Model = TestRecords.Model(precision),
        Roof = new() { Bandwidth = 1e9, Limit = "memory", Seconds = 0.1 },
        Statistics = new Dictionary<string, Distribution> { [MetricId.Tpot] = TestRecords.Around(0.2, 0.01) },
        Values = new Dictionary<string, double> { [MetricId.Mbu] = 0.5, [MetricId.Mfu] = 0.5 },
    };

    private static (double Ratio, bool IsUncertain) Share(string id, RunRecord record, params RunRecord[] ceilings)
    {
        var share = Assert.Single(RunLimits.Of([record, .. ceilings])).Share(record, id)!;
        return (Math.Round(share.Ratio, 9), share.IsUncertain);
    }

    [Fact]
    public void The_higher_of_before_and_after_is_the_limit()
    {
        Assert.Equal((0.4, true), Share(MetricId.Mbu, Case(), Ceiling(0, bandwidth: 1e9, bytes: 1e8), Ceiling(20, bandwidth: 1.25e9, bytes: 1e8)));
        Assert.Equal((0.5, true), Share(MetricId.Mbu, Case(), Ceiling(0, bandwidth: 1e9, bytes: 1e8), Ceiling(20, bandwidth: 0.8e9, bytes: 1e8)));
        Assert.Equal((0.4, true), Share(MetricId.Mfu, Case(), Ceiling(0, flops: 2e9), Ceiling(20, flops: 2.5e9)));
    }

    [Fact]
    public void Five_percent_is_no_drift_and_a_little_more_is_one()
    {
        Assert.False(Share(MetricId.Mbu, Case(), Ceiling(0, bandwidth: 1e9, bytes: 1e8), Ceiling(20, bandwidth: 0.95e9, bytes: 1e8)).IsUncertain);
        Assert.True(Share(MetricId.Mbu, Case(), Ceiling(0, bandwidth: 1e9, bytes: 1e8), Ceiling(20, bandwidth: 0.949e9, bytes: 1e8)).IsUncertain);
    }

    [Fact]
    public void The_nearest_size_and_the_same_threads_decide()
    {
        RunRecord[] ceilings =
        [
            Ceiling(0, bandwidth: 1e9, bytes: 0.9e8), Ceiling(20, bandwidth: 1.01e9, bytes: 0.9e8),
            Ceiling(0, bandwidth: 1e9, bytes: 3e8), Ceiling(20, bandwidth: 2e9, bytes: 3e8),
            Ceiling(0, bandwidth: 1e9, bytes: 1e8, threads: 1), Ceiling(20, bandwidth: 2e9, bytes: 1e8, threads: 1),
            // The memory itself is measured once.
            Ceiling(0, bandwidth: 1e9, bytes: 1e8 + 1),
        ];

        Assert.Equal((Math.Round(0.5 / 1.01, 9), false), Share(MetricId.Mbu, Case(), ceilings));
    }

    [Fact]
    public void Quantised_weights_are_held_against_the_higher_peak_of_the_types_they_may_use()
    {
        RunRecord[] ceilings = [Ceiling(0, flops: 1e9), Ceiling(20, flops: 2e9), Dot(0, 4e9), Dot(20, 4.1e9)];

        Assert.Equal((Math.Round(0.5 * 4 / 4.1, 9), false), Share(MetricId.Mfu, Case("int4"), ceilings));
        Assert.Equal((0.25, true), Share(MetricId.Mfu, Case("fp32"), ceilings));

        static RunRecord Dot(int minute, double flops)
        {
            var r = Ceiling(minute, flops);
            return r with { CaseId = "dot", Kernel = r.Kernel! with { Arithmetic = "int8" } };
        }
    }

    [Fact]
    public void Another_device_s_ceilings_say_nothing_and_a_GPU_has_no_threads_of_the_host()
    {
        static RunRecord On(RunRecord r) => r with { CaseId = r.CaseId + "gpu", Case = r.Case with { Device = "cuda:0" } };
        RunRecord[] onGpu = [On(Ceiling(0, bandwidth: 1e9, bytes: 1e8, threads: 1)), On(Ceiling(20, bandwidth: 2e9, bytes: 1e8, threads: 1))];

        Assert.Equal((0.5, false), Share(MetricId.Mbu, Case(), onGpu));
        Assert.Equal((0.25, true), Share(MetricId.Mbu, On(Case()), onGpu));
    }

    [Fact]
    public void Without_another_measurement_what_was_recorded_stands()
    {
        Assert.Equal((0.5, false), Share(MetricId.Mbu, Case(), Ceiling(0, bandwidth: 1e9, bytes: 1e8)));
        Assert.Equal((0.5, false), Share(MetricId.Mbu, Case() with { Roof = null }, Ceiling(0, bandwidth: 1e9, bytes: 1e8), Ceiling(20, bandwidth: 2e9, bytes: 1e8)));
        Assert.Null(RunLimits.Of([Case(), Ceiling(0, flops: 1)])[0].Share(Case() with { Values = new Dictionary<string, double>() }, MetricId.Mbu));
    }

    [Fact]
    public void Every_run_has_its_own_and_runs_of_kernels_have_none()
    {
        RunRecord other = Case() with { RunId = "other" }, limit = Ceiling(0, flops: 1e9);
        var runs = RunLimits.Of([Case(), limit, limit with { Started = Begin.AddMinutes(20), Statistics = Ceiling(0, flops: 2e9).Statistics }, other, limit with { RunId = "other" }, limit with { RunId = "kernels" }]);

        Assert.Equal([("run", 1, 1.0), ("other", 0, null)], runs.Select(r => (r.RunId, r.Repeated, r.Furthest?.Drift)));
    }

    [Fact]
    public void A_ceiling_that_moved_says_so_where_it_is_written()
    {
        RunRecord[] earlier = [Ceiling(0, flops: 2e9), Ceiling(0, bandwidth: 1e9, bytes: 1e8)];

        var warning = Assert.Single(CeilingSeries.Mark(Ceiling(20, flops: 1.8e9), earlier).Warnings);
        Assert.Equal((WarningCode.CeilingDrift, "this ceiling had moved by -10.0% from its first measurement in the run"), (warning.Code, warning.Detail));
        Assert.Empty(CeilingSeries.Mark(Ceiling(20, flops: 2.1e9), earlier).Warnings);
        Assert.Empty(CeilingSeries.Mark(Ceiling(20, flops: 9e9, threads: 1), earlier).Warnings);
        Assert.Empty(CeilingSeries.Mark(earlier[0], []).Warnings);
        Assert.Empty(CeilingSeries.Mark(Case(), earlier).Warnings);
    }
}
