using InferBench.Runner.Commands;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Commands;

public sealed class KernelStandingTests
{
    private const string Name = "cpu.matmul.4_simd";

    private static readonly PlannedReference[] References = [new("openblas.matmul", "matmul", null, _ => null), new("ort.matmul", "matmul", null, _ => null)];

    private readonly List<CaseSpec> again = [];
    private readonly KernelStanding standing;
    private RunRecord? measuredAgain;

    public KernelStandingTests() => standing = new(new(), References, [], [], spec =>
    {
        again.Add(spec);
        return measuredAgain;
    });

    // 100 GFLOP/s and 9.375 GB/s.
    private static RunRecord Graded(string name = Name) => TestKernels.Fresh(name) with { Grade = new([], []) };

    private void Measured(params RunRecord[] records)
    {
        foreach (var record in records)
            standing.Complete(record);
    }

    [Fact]
    public void A_kernel_is_held_against_the_roof_of_its_threads_and_working_set()
    {
        Measured(
            TestKernels.Ceiling(1, flops: 125e9), TestKernels.Ceiling(2, flops: 250e9),
            TestKernels.Ceiling(1, bandwidth: 400e9, bytes: 24_576), TestKernels.Ceiling(1, bandwidth: 200e9, bytes: 98_304), TestKernels.Ceiling(1, bandwidth: 10e9, bytes: 1e9));

        var record = standing.Complete(TestKernels.Fresh(Name));

        Assert.Equal(
            new Roof
            {
                Compute = 125e9,
                ComputeFrom = "cpu.ceiling.fma.1_simd 0",
                Bandwidth = 300e9,
                BandwidthFrom = "cpu.ceiling.read.1_simd at 49152 bytes",
                Limit = "compute",
                Seconds = 524_288 / 125e9,
            },
            record.Roof);
        Assert.Equal(0.8, record.Values[MetricId.KernelOfCeiling], 12);
        Assert.Equal(1, record.Definitions[MetricId.KernelOfCeiling]);
    }

    [Fact]
    public void Memory_binds_where_bytes_take_longer_than_arithmetic()
    {
        Measured(TestKernels.Ceiling(1, flops: 125e9), TestKernels.Ceiling(1, bandwidth: 1e9, bytes: 24_576));

        var roof = standing.Complete(TestKernels.Fresh(Name)).Roof!;

        Assert.Equal(("memory", 49_152e-9), (roof.Limit, roof.Seconds));
    }

    [Fact]
    public void A_library_that_is_faster_than_our_peak_is_the_ceiling()
    {
        double seconds = 524_288 / 300e9;
        Measured(TestKernels.Ceiling(1, flops: 125e9), TestKernels.Ceiling(1, bandwidth: 1e12, bytes: 1e9), TestKernels.Library("openblas.matmul", seconds));

        var roof = standing.Complete(TestKernels.Fresh(Name)).Roof!;

        Assert.Equal(("openblas.matmul 64x64x64", 300e9), (roof.ComputeFrom, roof.Compute!.Value));
    }

    [Fact]
    public void The_fastest_library_on_as_many_threads_is_the_reference()
    {
        Measured(TestKernels.Library("ort.matmul", 3e-6), TestKernels.Library("openblas.matmul", 2e-6), TestKernels.Library("ort.matmul", 1e-6, threads: 2));

        var record = standing.Complete(TestKernels.Fresh(Name));

        Assert.Equal(new KernelRival("openblas.matmul", "0123456789ab", 2e-6), record.Reference);
        Assert.Equal(2e-6 / 5.24288e-6, record.Values[MetricId.KernelOfReference], 12);
    }

    [Fact]
    public void Neither_bandwidth_on_fewer_threads_nor_a_library_on_cached_operands_counts()
    {
        var cached = TestKernels.Library("ort.matmul", 1e-6, threads: 2);
        Measured(
            TestKernels.Ceiling(2, flops: 125e9), TestKernels.Ceiling(1, bandwidth: 1e9, bytes: 1e9), TestKernels.Ceiling(2, bandwidth: 3e9, bytes: 24_576),
            cached with { Case = cached.Case with { Cached = true } });

        var record = standing.Complete(TestKernels.Fresh(Name, threads: 2));

        Assert.Equal(3e9, record.Roof?.Bandwidth);
        Assert.Null(record.Reference);
    }

    [Fact]
    public void What_was_not_measured_is_said()
    {
        var record = standing.Complete(TestKernels.Fresh(Name));

        Assert.Null(record.Roof);
        Assert.Null(record.Reference);
        Assert.Equal("no peak of fp32 on 1 thread was measured in this run", record.NotMeasured[MetricId.KernelOfCeiling]);
        Assert.Equal("openblas.matmul and ort.matmul gave no figure at this shape and these threads", record.NotMeasured[MetricId.KernelOfReference]);
    }

    [Fact]
    public void What_was_not_asked_for_is_said_and_what_does_not_exist_is_not()
    {
        var bare = new KernelStanding(new() { Ceilings = false, References = false }, [], [], [], _ => null).Complete(TestKernels.Fresh(Name));
        Assert.Equal("--no-ceilings was given", bare.NotMeasured[MetricId.KernelOfCeiling]);
        Assert.Equal("--no-references was given", bare.NotMeasured[MetricId.KernelOfReference]);

        var absent = new KernelStanding(new(), [new("openblas.matmul", "matmul", "it is not here", _ => null)], [], [], _ => null).Complete(TestKernels.Fresh(Name));
        Assert.Equal("it is not here", absent.NotMeasured[MetricId.KernelOfReference]);
        Assert.DoesNotContain(MetricId.KernelOfReference, standing.Complete(TestKernels.Fresh("cpu.rope.1_simd", ladder: "rope")).NotMeasured.Keys);
    }

    [Fact]
    public void A_run_that_goes_on_knows_what_the_file_held()
    {
        var resumed = new KernelStanding(
            new(), References, [], [TestRecords.Ok(), TestKernels.Ceiling(1, bandwidth: 1, bytes: 0), TestKernels.Ok(Name) with { Engine = null }, TestKernels.Ceiling(1, flops: 125e9), TestKernels.Ceiling(1, bandwidth: 1e12, bytes: 1e9), TestKernels.Library("ort.matmul", 6e-6)],
            _ => null);

        var record = resumed.Complete(TestKernels.Fresh(Name));

        Assert.Equal(("cpu.ceiling.fma.1_simd 0", "ort.matmul"), (record.Roof?.ComputeFrom, record.Reference?.Name));
    }

    [Fact]
    public void A_failed_record_and_a_ceiling_stay_as_they_are()
    {
        var failed = TestKernels.Fresh(Name) with { Status = CaseStatus.Failed, Kernel = null };
        var ceiling = TestKernels.Ceiling(1, flops: 125e9);

        Assert.Same(failed, standing.Complete(failed));
        Assert.Same(ceiling, standing.Complete(ceiling));
    }

    [Fact]
    public void A_kernel_within_its_roof_is_not_looked_at_again()
    {
        Measured(TestKernels.Ceiling(1, flops: 100e9 / 1.04), TestKernels.Ceiling(1, bandwidth: 1e12, bytes: 1e9));

        var record = standing.Complete(Graded());

        Assert.Equal(1.04, record.Values[MetricId.KernelOfCeiling], 12);
        Assert.Equal((Verdict.Valid, 0), (record.Grade!.Verdict, record.Grade.NotObserved.Count));
        Assert.Empty(again);
    }

    [Theory]
    // Held against a peak whose best trial, measured again, is twice as much.
    [InlineData(48e9, Verdict.Valid)]
    [InlineData(47e9, Verdict.Invalid)]
    public void A_kernel_above_the_peak_of_its_arithmetic_measured_again_is_implausible(double peak, Verdict verdict)
    {
        Measured(TestKernels.Ceiling(1, flops: 50e9), TestKernels.Ceiling(1, bandwidth: 1e12, bytes: 1e9));
        measuredAgain = TestKernels.Ceiling(1, flops: peak);

        var grade = Culture.WithDecimalComma(() => standing.Complete(Graded()).Grade!);

        Assert.Equal(verdict, grade.Verdict);
        Assert.Equal(verdict == Verdict.Valid ? 1 : 3, again.Count);
        Assert.Equal(("cpu.ceiling.fma.1_simd", "0"), Assert.Single(again.Select(c => (c.Kernel, c.Shape)).Distinct()));
        if (verdict == Verdict.Invalid)
            Assert.Equal([new(GradeReason.Implausible, "the kernel computes 100.0 GFLOP/s, 106 % of what cpu.ceiling.fma.1_simd 0 reaches on as many threads")], grade.Reasons);
    }

    [Fact]
    public void A_kernel_above_the_bandwidth_at_its_own_working_set_is_implausible()
    {
        Measured(TestKernels.Ceiling(1, flops: 1e12), TestKernels.Ceiling(1, bandwidth: 4e9, bytes: 1e9));
        measuredAgain = TestKernels.Ceiling(1, bandwidth: 3.75e9, bytes: 49_152);

        var grade = standing.Complete(Graded()).Grade!;

        Assert.Equal([new(GradeReason.Implausible, "the kernel moves 9.4 GB/s, 125 % of what cpu.ceiling.read.1_simd 48 reaches on as many threads")], grade.Reasons);
        Assert.Equal(3, again.Count);
        Assert.All(again, c => Assert.Equal(("48", 1), (c.Shape, c.Threads)));
    }

    [Fact]
    public void A_ceiling_that_was_measured_too_low_condemns_nobody_and_stands_higher_from_then_on()
    {
        Measured(TestKernels.Ceiling(1, flops: 50e9), TestKernels.Ceiling(1, bandwidth: 1e12, bytes: 1e9));
        measuredAgain = TestKernels.Ceiling(1, flops: 125e9);

        Assert.Equal(Verdict.Valid, standing.Complete(Graded()).Grade!.Verdict);
        Assert.Equal(0.8, standing.Complete(Graded()).Values[MetricId.KernelOfCeiling], 12);
        Assert.Single(again);
    }

    [Fact]
    public void Of_many_peaks_the_fastest_are_measured_again()
    {
        Measured(TestKernels.Ceiling(1, bandwidth: 1e12, bytes: 1e9), TestKernels.Ceiling(1, flops: 40e9));
        Measured([.. Enumerable.Range(1, 4).Select(i => TestKernels.LibraryPeak($"library{i}", 1, 40e9 + i * 1e9))]);
        measuredAgain = TestKernels.Ceiling(1, flops: 100e9);

        standing.Complete(Graded());

        Assert.Equal(["library4.ceiling.matmul", "library3.ceiling.matmul", "library2.ceiling.matmul"], again.Select(c => c.Kernel));
    }

    [Fact]
    public void A_ceiling_that_gives_no_figure_a_second_time_or_was_never_measured_condemns_nobody()
    {
        Assert.Equal("ceilings", Assert.Single(standing.Complete(Graded()).Grade!.NotObserved));
        Measured(TestKernels.Ceiling(1, flops: 50e9), TestKernels.Ceiling(1, bandwidth: 1e12, bytes: 1e9));

        var grade = standing.Complete(Graded()).Grade!;

        Assert.Equal((Verdict.Valid, "a ceiling measured again"), (grade.Verdict, Assert.Single(grade.NotObserved)));
    }

    [Fact]
    public void Neither_a_ceiling_nor_a_library_is_judged()
    {
        Measured(TestKernels.Ceiling(1, flops: 50e9), TestKernels.Ceiling(1, bandwidth: 1e9, bytes: 1e9));
        measuredAgain = TestKernels.Ceiling(1, flops: 1);

        Assert.Empty(standing.Complete(TestKernels.Library("ort.matmul", 1e-9) with { Grade = new([], []) }).Grade!.Reasons);
        Assert.Empty(standing.Complete(TestKernels.Ceiling(1, flops: 90e9) with { Grade = new([], []) }).Grade!.Reasons);
        Assert.Empty(again);
    }

    [Fact]
    public void A_GPU_is_held_against_its_own_limits_and_libraries_and_its_memory_where_its_caches_are_swept()
    {
        var gpus = new KernelStanding(new(), References, [new("cuda:0", new(9, 0), 1 << 20, [new("cublas.matmul", "matmul", null, _ => null)])], [], _ => null);
        RunRecord On(RunRecord r) => r with { Case = r.Case with { Device = "cuda:0" } };
        foreach (var record in (RunRecord[])[TestKernels.Ceiling(1, flops: 125e9), TestKernels.Ceiling(1, bandwidth: 10e9, bytes: 1e9), TestKernels.Library("openblas.matmul", 6e-6)])
            gpus.Complete(record);

        Assert.Equal("no peak of fp32 on cuda:0 was measured in this run", gpus.Complete(On(TestKernels.Fresh(Name))).NotMeasured[MetricId.KernelOfCeiling]);
        Assert.Equal("cublas.matmul gave no figure at this shape and these threads", gpus.Complete(On(TestKernels.Fresh(Name))).NotMeasured[MetricId.KernelOfReference]);

        foreach (var record in (RunRecord[])[TestKernels.Ceiling(1, flops: 50e12), TestKernels.Ceiling(1, bandwidth: 9e12, bytes: 1e6), TestKernels.Ceiling(1, bandwidth: 3e12, bytes: 1e9), TestKernels.Library("cublas.matmul", 5e-6)])
            gpus.Complete(On(record));
        var complete = gpus.Complete(On(TestKernels.Fresh(Name)));
        Assert.Equal((50e12, 3e12, "cublas.matmul"), (complete.Roof!.Compute, complete.Roof.Bandwidth, complete.Reference!.Name));
        var cached = On(TestKernels.Fresh(Name));
        Assert.Equal(9e12, gpus.Complete(cached with { Case = cached.Case with { Cached = true } }).Roof!.Bandwidth);
        var int8 = On(TestKernels.Fresh(Name));
        Assert.Equal("no peak of int8 on cuda:0 was measured in this run", gpus.Complete(int8 with { Kernel = int8.Kernel! with { Arithmetic = "int8" } }).NotMeasured[MetricId.KernelOfCeiling]);
    }
}
