using InferBench.Runner.Plan;

namespace InferBench.Runner.Tests.Plan;

public sealed class KernelMemoryTests
{
    // Three matrices of 1024 x 1024 float32.
    private const long Need = 3L << 22;

    private static CaseGroup Group(params string[] kernels) => new()
    {
        ModelPath = "kernel:x",
        Cases = [.. kernels.Select((name, i) => new PlannedCase { Spec = TestKernels.Ok(name, shape: "1024x1024x1024").Case, CaseId = "id", OrderIndex = i })],
    };

    [Fact]
    public void A_case_that_cannot_fit_is_skipped_with_the_sum()
    {
        var group = KernelMemory.SkipWhatCannotFit(Group("cpu.matmul.1_naive"), Need - 1);

        Assert.Equal(
            "the operands and results of 1024x1024x1024 need 0.01 GiB of memory and 0.01 GiB are available; --no-memory-check tries it all the same",
            group.Cases[0].SkipReason);
    }

    [Fact]
    public void What_fits_stays_as_it_is() => Assert.Null(KernelMemory.SkipWhatCannotFit(Group("cpu.matmul.1_naive"), Need).Cases[0].SkipReason);

    [Fact]
    public void A_library_needs_what_its_ladder_needs()
    {
        var library = TestKernels.Library("openblas.matmul", 1).Case with { Shape = "1024x1024x1024" };
        Assert.Equal(Need, KernelMemory.Bytes(library));
    }
}
