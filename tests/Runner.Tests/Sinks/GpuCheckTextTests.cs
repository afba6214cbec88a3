using InferBench.Runner.Records;
using InferBench.Runner.Sinks;

namespace InferBench.Runner.Tests.Sinks;

public sealed class GpuCheckTextTests
{
    [Fact]
    public void What_was_reached_and_what_failed_is_said_in_words()
    {
        var wrong = On(TestKernels.Fresh("cuda.matmul.2_coalesced")) with
        {
            Status = CaseStatus.Failed,
            Reason = "wrong result",
            Statistics = new Dictionary<string, Distribution>(),
            Grade = new([new(GradeReason.WrongKernel, "wrong result")], []),
        };
        var slow = On(TestKernels.Ok("cuda.matmul.1_naive")) with { Grade = new([new(GradeReason.Throttled, "hot")], []) };

        Assert.Equal(
            [
                "Kernels: 3 cases measured, 1 failed, 1 of them with wrong results, 0 skipped.",
                "  cuda.matmul.2_coalesced 64x64x64: wrong result",
                "  ceiling.fma 1_simd: 50.0 TFLOP/s",
                "  ceiling.read 1_simd: 3,000 GB/s",
                "  matmul: 1_naive at 64x64x64 in 5.24 µs, 0.10 TFLOP/s, 80.0% of what compute allows, 50.0% of openblas.matmul's speed",
                "Models: not tried: no provider",
                "Suspect: 1 case, for throttled; 'inferbench explain grades' says what that means.",
            ],
            GpuCheckText.Lines([wrong, slow, On(TestKernels.Ceiling(1, flops: 50e12)), On(TestKernels.Ceiling(1, bandwidth: 3e12, bytes: 1e9))], "no provider"));
    }

    [Fact]
    public void Models_are_counted() => Assert.Equal(
        ["Kernels: 0 cases measured, 0 failed, 0 skipped.", "Models: 1 case measured, 0 failed, 0 skipped."],
        GpuCheckText.Lines([TestRecords.Ok()], noModels: null));

    private static RunRecord On(RunRecord r) => r with { Case = r.Case with { Device = "cuda:0" } };
}
