using InferBench.Runner.Options;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Plan;

public sealed class RunCeilingsTests
{
    private static readonly EnvironmentInfo Machine = TestRecords.Ok().Environment with { MemoryBytes = 64L << 30 };

    private static string[] Shapes(bool inMemory, params long[] mebibytes) =>
    [
        .. RunCeilings.Cases(mebibytes.Select(size => new ReadDemand(2, size << 20)), [], Machine, 2, seed: 1, inMemory)
            .Where(c => c.Kernel == "cpu.ceiling.read.1_simd").Select(c => c.Shape!),
    ];

    [Fact]
    public void Each_size_has_a_point_and_memory_has_one()
    {
        Assert.Equal(["24576", "65536", "1048576"], Shapes(true, 64, 24));
        Assert.Equal(["24576", "65536"], Shapes(false, 64, 24));
        Assert.Equal(["1048576"], Shapes(true, 4096));
    }

    [Fact]
    public void Sizes_close_together_share_a_point_and_there_are_few()
    {
        Assert.Equal(["24576", "1048576"], Shapes(true, 24, 25, 26));
        Assert.InRange(Shapes(true, [.. Enumerable.Range(1, 500).Select(i => (long)i)]).Length, 4, 9);
    }

    [Fact]
    public void Every_number_of_threads_has_its_peaks()
    {
        var cases = RunCeilings.Cases([new(1, 1 << 20), new(2, 1 << 20)], [], Machine, 2, seed: 1, inMemory: true);

        Assert.Equal(8, cases.Count);
        Assert.All(cases.GroupBy(c => c.Threads), same => Assert.Equal(
            ["cpu.ceiling.dot.1_simd", "cpu.ceiling.fma.1_simd", "cpu.ceiling.read.1_simd", "cpu.ceiling.read.1_simd"],
            same.Select(c => c.Kernel!).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData(1, "512x512x512")]
    [InlineData(0, "512x512x512")]
    [InlineData(8, "1024x1024x1024")]
    [InlineData(96, "2048x2048x2048")]
    public void Libraries_products_are_ceilings_large_enough_for_the_threads(int threads, string shape)
    {
        PlannedReference[] libraries = [new("ort.ceiling.matmul", "matmul", null, _ => null), new("openblas.ceiling.matmul", "matmul", null, _ => null)];

        var cases = RunCeilings.Cases([new(threads, 1 << 20)], libraries, Machine, 2, seed: 1, inMemory: false).Where(c => c.Engine != "native").ToArray();

        Assert.Equal([("ort", "ort.ceiling.matmul"), ("openblas", "openblas.ceiling.matmul")], cases.Select(c => (c.Engine, c.Kernel!)));
        Assert.All(cases, c =>
        {
            Assert.Equal((threads, shape), (c.Threads, c.Shape));
            Assert.True(KernelLadder.IsCeiling(KernelLadder.Of(c)));
            Assert.True(KernelMemory.Bytes(c) > 0);
        });
    }

    [Theory]
    [InlineData(9, 0, 50 << 20, "fma 16896x512", "read 1048576", "read 12800", "read 204800", "read 25600", "read 51200", "tensor 2112x1024", "tensor 2112x1024")]
    [InlineData(7, 5, 0, "fma 16896x512", "read 1048576")]
    public void A_GPU_has_those_it_has_code_for(int major, int minor, long cache, params string[] ceilings)
    {
        var cases = RunCeilings.Cases(new PlannedGpu("cuda:1", new(major, minor), cache, []), seed: 3);

        Assert.Equal(ceilings, cases.Select(c => $"{c.Kernel!.Split('.')[2]} {c.Shape}").Order(StringComparer.Ordinal));
        Assert.All(cases, c => Assert.Equal(("native", "cuda:1", 0, 3), (c.Engine, c.Device, c.Threads, c.Seed)));
    }

    [Fact]
    public void Short_runs_have_none_and_say_why()
    {
        var options = new RunOptions { Models = ["m"] };
        PlannedCase planned = new() { Spec = TestRecords.Ok().Case, CaseId = "a", OrderIndex = 0 };
        RunPlan Of(MeasurementSettings settings) => new() { Groups = [new() { ModelPath = "m", Cases = [planned, planned with { SkipReason = "too long" }] }], Measurement = settings };

        Assert.Null(RunCeilings.WhyNone(options, Of(new() { MaxTime = 10 })));
        Assert.Equal("no ceilings are measured where all cases together take less than 10 s", RunCeilings.WhyNone(options, Of(new() { MaxTime = 9.9 })));
        Assert.Equal("with --trials no ceilings are measured", RunCeilings.WhyNone(options, Of(new() { Trials = 5 })));
        Assert.Equal("--no-ceilings was given, or ceilings: false in the plan", RunCeilings.WhyNone(options with { Ceilings = false }, Of(new())));
    }
}
