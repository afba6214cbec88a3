using InferBench.Runner.Commands;
using InferBench.Runner.Models;
using InferBench.Runner.Models.Inspection;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Models;

namespace InferBench.Runner.Tests.Commands;

public sealed class ModelStandingTests
{
    private static readonly ModelInspection Model = ModelInspector.Inspect(TinyPresets.Recipe(TinyPresets.Tied, Precision.Fp32), [0]);
    private static readonly ModelDemand Demand = ModelDemand.Of(Model, Record(1, 1).Case);

    private readonly List<CaseSpec> again = [];
    private RunRecord? measuredAgain;

    // Ceilings in round numbers: 1 GB/s at the case's working set, 2 GFLOP/s.
    private ModelStanding Standing(string? whyNone = null)
    {
        var standing = new ModelStanding(whyNone, _ => Model, spec =>
        {
            again.Add(spec);
            return measuredAgain;
        });
        standing.Learn(TestKernels.Ceiling(2, flops: 2e9));
        standing.Learn(TestKernels.Ceiling(2, bandwidth: 1e9, bytes: 1e3));
        standing.Learn(TestKernels.Ceiling(2, bandwidth: 1e9, bytes: 1e8));
        standing.Learn(TestKernels.Ceiling(2, bandwidth: 0.25e9, bytes: 1e9));
        return standing;
    }

    private static RunRecord Record(double step, double prefill) => TestRecords.Ok() with
    {
        Case = TestRecords.Ok().Case with { Prompt = 4, Generate = 4 },
        Model = TestRecords.Model("fp32"),
        Grade = new([], []),
        Statistics = new Dictionary<string, Distribution>
        {
            [MetricId.Tpot] = TestRecords.Around(step, 0.01),
            [MetricId.PrefillTime] = TestRecords.Around(prefill, 0.01),
        },
    };

    private RunRecord At(double mbu, double mfu, string? whyNone = null) =>
        Standing(whyNone).Complete(Record(Demand.StepBytes / 1e9 / mbu, Demand.PrefillFlops / 2e9 / mfu));

    [Fact]
    public void A_record_is_held_against_the_bandwidth_of_its_own_working_set_memory_and_the_peak()
    {
        var record = At(0.5, 0.25);

        Assert.Equal(0.5, record.Values[MetricId.Mbu], 12);
        Assert.Equal(2, record.Values[MetricId.MbuMemory], 12);
        Assert.Equal(0.25, record.Values[MetricId.Mfu], 12);
        Assert.Equal((2e9, "cpu.ceiling.fma.1_simd 0", 1e9, "memory"), (record.Roof!.Compute, record.Roof.ComputeFrom, record.Roof.Bandwidth, record.Roof.Limit));
        Assert.Equal(Verdict.Valid, record.Grade!.Verdict);
        Assert.Equal(1, record.Definitions[MetricId.Mfu]);
        Assert.Empty(again);
    }

    [Fact]
    public void What_exceeds_a_ceiling_that_is_measured_again_is_implausible()
    {
        measuredAgain = TestKernels.Ceiling(2, bandwidth: 0.6e9, bytes: 1e4);

        var record = At(1.5, 0.5);

        // The best trial of it, 1.2 GB/s, counts.
        var finding = Assert.Single(record.Grade!.Reasons);
        Assert.Equal(GradeReason.Implausible, finding.Reason);
        Assert.StartsWith("decode moves 1.5 GB/s, 125 % of what cpu.ceiling.read.1_simd ", finding.Detail, StringComparison.Ordinal);
        Assert.Equal(3, again.Count);
        var ceiling = Assert.Single(again.Distinct());
        Assert.Equal((2, Math.Floor(Demand.StepBytes / 1024).ToString("0", System.Globalization.CultureInfo.InvariantCulture)), (ceiling.Threads, ceiling.Shape));
    }

    [Theory]
    // Held against a ceiling whose best trial, measured again, is 1 GB/s.
    [InlineData(1.04, Verdict.Valid)]
    [InlineData(1.06, Verdict.Invalid)]
    public void Five_percent_above_a_ceiling_are_allowed(double mbu, Verdict verdict)
    {
        measuredAgain = TestKernels.Ceiling(2, bandwidth: 0.5e9, bytes: 1e4);

        Assert.Equal(verdict, At(mbu, 0.5).Grade!.Verdict);
    }

    [Fact]
    public void Of_a_ceiling_measured_twice_the_higher_stands_and_the_slower_limit_binds()
    {
        var standing = new ModelStanding(null, _ => Model, _ => null);
        standing.Learn(TestKernels.Ceiling(2, flops: 1e6));
        standing.Learn(TestKernels.Ceiling(2, bandwidth: 2e9, bytes: 1e3));
        standing.Learn(TestKernels.Ceiling(2, bandwidth: 1e9, bytes: 1e3));

        var record = standing.Complete(Record(10, 10));

        Assert.Equal(Demand.StepBytes / 2e9 / 10, record.Values[MetricId.Mbu], 15);
        Assert.Equal("compute", record.Roof!.Limit);
        Assert.Equal(Demand.StepFlops / 1e6, record.Roof.Seconds, 12);
    }

    [Fact]
    public void A_processor_that_multiplies_in_tiles_is_faster_than_any_ceiling_of_ours()
    {
        measuredAgain = TestKernels.Ceiling(2, flops: 1e9);
        var record = Record(Demand.StepBytes / 0.5e9, Demand.PrefillFlops / 2e9 / 1.5);

        var judged = Standing().Complete(record with { Environment = record.Environment with { Cpu = record.Environment.Cpu with { Flags = ["avx2", "amx_int8"] } } });

        Assert.Equal(
            (Verdict.Valid, "prefill above the peak (AMX multiplies in tiles and no ceiling does)"), (judged.Grade!.Verdict, Assert.Single(judged.Grade.NotObserved)));
        Assert.Empty(again);
    }

    [Fact]
    public void A_ceiling_that_was_measured_too_low_condemns_nobody()
    {
        measuredAgain = TestKernels.Ceiling(2, bandwidth: 0.75e9, bytes: 1e4);

        Assert.Equal(Verdict.Valid, At(1.5, 0.5).Grade!.Verdict);
        Assert.Single(again);
    }

    [Theory]
    [InlineData(1.48e9, Verdict.Valid, 0)]
    [InlineData(1.40e9, Verdict.Invalid, 3)]
    public void What_a_larger_set_was_read_at_condemns_nobody(double larger, Verdict verdict, int looks)
    {
        measuredAgain = TestKernels.Ceiling(2, bandwidth: 0.5e9, bytes: 1e4);
        var standing = Standing();
        standing.Learn(TestKernels.Ceiling(2, bandwidth: larger, bytes: 2e9));
        // On other threads, and of a smaller set, it says nothing.
        standing.Learn(TestKernels.Ceiling(1, bandwidth: 9e9, bytes: 2e9));
        standing.Learn(TestKernels.Ceiling(2, bandwidth: 1e9, bytes: 2e3));

        var record = standing.Complete(Record(Demand.StepBytes / 1.5e9, Demand.PrefillFlops / 1e9));

        Assert.Equal((verdict, looks), (record.Grade!.Verdict, again.Count));
        Assert.Equal(1.5, record.Values[MetricId.Mbu], 1e-9);
    }

    [Fact]
    public void Without_a_second_look_nobody_is_condemned()
    {
        var grade = At(1.5, 0.5).Grade!;

        Assert.Equal((Verdict.Valid, "a ceiling measured again"), (grade.Verdict, Assert.Single(grade.NotObserved)));
    }

    [Fact]
    public void A_prefill_above_the_peak_is_implausible()
    {
        measuredAgain = TestKernels.Ceiling(2, flops: 1e9);

        Assert.Equal("prefill computes 3.0 GFLOP/s, 150 % of what cpu.ceiling.fma.1_simd 0 reaches on as many threads", Assert.Single(At(0.5, 1.5).Grade!.Reasons).Detail);
    }

    [Fact]
    public void Every_peak_is_measured_again_and_the_best_of_them_counts()
    {
        var standing = Standing();
        standing.Learn(TestKernels.LibraryPeak("ort", 2, 1e9));
        measuredAgain = TestKernels.Ceiling(2, flops: 1.5e9);

        var record = standing.Complete(Record(Demand.StepBytes / 1e9, Demand.PrefillFlops / 2.4e9));

        // The best trial of either, 3 GFLOP/s, is above the 2.4 that were reached.
        Assert.Equal(Verdict.Valid, record.Grade!.Verdict);
        Assert.Equal(["cpu.ceiling.fma.1_simd", "ort.ceiling.matmul"], again.Select(c => c.Kernel));
    }

    [Fact]
    public void A_library_that_is_faster_than_our_peak_is_the_peak()
    {
        var standing = Standing();
        standing.Learn(TestKernels.LibraryPeak("openblas", 2, 4e9));
        standing.Learn(TestKernels.LibraryPeak("ort", 2, 3e9));
        standing.Learn(TestKernels.LibraryPeak("ort", 1, 9e9));

        var record = standing.Complete(Record(Demand.StepBytes / 1e9, Demand.PrefillFlops / 2e9));

        Assert.Equal(0.5, record.Values[MetricId.Mfu], 12);
        Assert.Equal((4e9, "openblas.ceiling.matmul 512x512x512"), (record.Roof!.Compute, record.Roof.ComputeFrom));
    }

    // A ceiling of cuda:0 whose engine knows no threads of the host's; of arithmetic on tensor cores.
    private static RunRecord OnGpu(double? flops = null, double? bandwidth = null, double bytes = 0)
    {
        var r = TestKernels.Ceiling(1, flops, bandwidth, bytes);
        return r with { Case = r.Case with { Device = "cuda:0" }, Kernel = r.Kernel! with { Arithmetic = flops is null ? "none" : "fp16-tensor" } };
    }

    [Theory]
    [InlineData("fp16", 0.25, null)]
    [InlineData("int4-f16", 0.25, null)]
    [InlineData("fp32", null, "no peak on cuda:0 was measured in this run")]
    public void A_GPU_is_held_against_its_own_ceilings(string precision, double? mfu, string? missing)
    {
        var standing = Standing();
        standing.Learn(OnGpu(flops: 2e12));
        standing.Learn(OnGpu(bandwidth: 1e12, bytes: 1e9));
        var record = Record(Demand.StepBytes / 1e12 / 0.5, Demand.PrefillFlops / 2e12 / 0.25);

        record = standing.Complete(record with { Case = record.Case with { Device = "cuda:0" }, Model = TestRecords.Model(precision) });

        Assert.Equal(0.5, record.Values[MetricId.Mbu], 12);
        Assert.Equal(mfu, record.Values.TryGetValue(MetricId.Mfu, out double found) ? Math.Round(found, 12) : null);
        Assert.Equal(missing, record.NotMeasured.GetValueOrDefault(MetricId.Mfu));
    }

    [Fact]
    public void What_exceeds_a_GPU_s_ceiling_is_not_measured_again_and_not_condemned()
    {
        var standing = Standing();
        standing.Learn(OnGpu(flops: 2e12));
        standing.Learn(OnGpu(bandwidth: 1e12, bytes: 1e9));
        var record = Record(Demand.StepBytes / 1e12 / 1.5, Demand.PrefillFlops / 2e12 / 1.5);

        var grade = standing.Complete(record with { Case = record.Case with { Device = "cuda:0" }, Model = TestRecords.Model("fp16") }).Grade!;

        Assert.Equal((Verdict.Valid, "a ceiling measured again"), (grade.Verdict, Assert.Single(grade.NotObserved)));
        Assert.Empty(again);
    }

    [Fact]
    public void A_device_without_ceilings_has_none_of_another()
    {
        var record = Standing().Complete(Record(1, 1) with { Case = Record(1, 1).Case with { Device = "cuda:0" } });

        Assert.All([MetricId.Mbu, MetricId.MbuMemory, MetricId.Mfu], id => Assert.Equal("no ceilings of cuda:0 are measured", record.NotMeasured[id]));
        Assert.Null(record.Roof);
    }

    [Fact]
    public void Where_there_are_no_ceilings_the_reason_is_said()
    {
        var record = At(0.5, 0.25, "--no-ceilings was given");

        Assert.All([MetricId.Mbu, MetricId.MbuMemory, MetricId.Mfu], id => Assert.Equal("--no-ceilings was given", record.NotMeasured[id]));
        Assert.Null(record.Roof);
        var otherThreads = Standing().Complete(Record(1, 1) with { Engine = TestRecords.Ok().Engine! with { Threads = 4 } });
        Assert.Equal("no read bandwidth on 4 threads was measured in this run", otherThreads.NotMeasured[MetricId.Mbu]);
        Assert.Equal("no peak on 4 threads was measured in this run", otherThreads.NotMeasured[MetricId.Mfu]);
    }

    [Fact]
    public void A_case_without_a_prompt_has_no_mfu()
    {
        var record = Record(1, 1) with
        {
            Statistics = new Dictionary<string, Distribution> { [MetricId.Tpot] = TestRecords.Around(1, 0.01) },
            NotMeasured = new Dictionary<string, string> { [MetricId.PrefillTime] = "prompt 0 has no prefill" },
        };

        Assert.Equal("prompt 0 has no prefill", Standing().Complete(record).NotMeasured[MetricId.Mfu]);
    }
}
