using InferBench.Kernels.Cpu.MatMul;

namespace InferBench.Kernels.Tests.Cpu;

public sealed class MatMulTests
{
    private static float[] Values(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 64, 33)]
    [InlineData(17, 5, 128)]
    [InlineData(64, 64, 64)]
    public void Naive_is_within_the_bound_of_float32_summation(int m, int n, int k)
    {
        float[] a = Values(m * k, 1), b = Values(k * n, 2), c = new float[m * n];

        NaiveMatMul.Run(a, b, c, m, n, k);

        Assert.InRange(KernelCheck.MatMulError(a, b, c, m, n, k), 0, 1);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(float.NaN)]
    [InlineData(0.51f)]
    public void The_check_catches_a_wrong_element(float wrong)
    {
        float[] a = [0.5f], b = [1f], c = [wrong];

        Assert.False(KernelCheck.MatMulError(a, b, c, 1, 1, 1) <= 1);
    }

    [Fact]
    public void The_check_refuses_lengths_that_do_not_fit() => Assert.Equal(
        "found 2, 1 and 1 elements for [1,1] x [1,1]",
        Assert.Throws<ArgumentException>(() => KernelCheck.MatMulError(new float[2], new float[1], new float[1], 1, 1, 1)).Message);

    [Fact]
    public void Work_formulas() =>
        Assert.Equal(new(2L * 128 * 2048 * 5632, 4L * (128L * 5632 + 5632L * 2048 + 128L * 2048)), MatMulWork.Of(128, 2048, 5632));
}
