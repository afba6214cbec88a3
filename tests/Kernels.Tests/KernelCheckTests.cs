using InferBench.Kernels.Cpu;
using InferBench.Kernels.Cpu.MatMul;

namespace InferBench.Kernels.Tests;

public sealed unsafe class KernelCheckTests
{
    [Theory]
    [InlineData(0f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(0.51f)]
    public void Catches_a_wrong_element(float wrong)
    {
        float[] a = [0.5f], b = [1f], c = [wrong];

        Assert.False(KernelCheck.MatMulError(a, b, c, 1, 1, 1) <= 1);
    }

    [Fact]
    public void Is_zero_for_exact_sums_and_counts_in_bounds()
    {
        float[] a = [1, 2, 3, 4, 5, 6], b = [1, 0, 2, 0, 1, -1, 0, 3, 1, -1, 4, 1, 2, 0, -2];

        float[] c = [11, 3, 14, 2, -7, 23, 6, 35, 5, -13];

        Assert.Equal(0, KernelCheck.MatMulError(a, b, c, 2, 5, 3));
        c[5] += 1;
        // 4*1 + 5*|-1| + 6*4 = 33, and three products may be wrong by three times 2^-24 of it.
        Assert.Equal((1 << 24) / (3.0 * 33), KernelCheck.MatMulError(a, b, c, 2, 5, 3), 1e-6);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(64, 64)]
    [InlineData(65, 64.498)]
    [InlineData(10_000, 800)]
    public void Sums_may_be_wrong_by_their_length_or_eight_times_its_root(int length, double roundings) =>
        Assert.Equal(roundings, KernelCheck.SumBound(length) * (1 << 24), 0.001);

    [Fact]
    public void Finds_each_single_wrong_element()
    {
        const int m = 7, n = 11, k = 5;
        float[] a = new float[m * k], b = new float[k * n], c = new float[m * n];
        Normal.Fill(a, 1);
        Normal.Fill(b, 2);
        for (int i = 0; i < m * n; i++)
        {
            for (int p = 0; p < k; p++)
                c[i] += a[i / n * k + p] * b[p * n + i % n];
        }

        Assert.InRange(KernelCheck.MatMulError(a, b, c, m, n, k), 0, 1);
        for (int i = 0; i < c.Length; i++)
        {
            float right = c[i];
            c[i] += 1e-4f;
            Assert.True(KernelCheck.MatMulError(a, b, c, m, n, k) > 1);
            c[i] = right;
        }
    }

    [Fact]
    public void Samples_rows_of_a_problem_too_large_to_check_whole()
    {
        const int m = 400, n = 50, k = 20;
        using var a = new AlignedBuffer<float>(m * k);
        using var b = new AlignedBuffer<float>(k * n);
        using var c = new AlignedBuffer<float>(m * n);
        var problem = new MatMulProblem(a.Pointer, b.Pointer, c.Pointer, m, n, k);
        int Found(long most)
        {
            int found = 0;
            for (int row = 0; row < m; row++)
            {
                c.Pointer[row * n + 7] = 1;
                if (KernelCheck.MatMulError(problem, 3, most) > 1)
                    found++;
                else
                    Assert.InRange(row, 1, m - 2);
                c.Pointer[row * n + 7] = 0;
            }

            return found;
        }

        Assert.Equal(m, Found((long)m * n * k));
        Assert.InRange(Found(100L * n * k), 60, 100);
        Assert.Equal(4, Found(1));
    }

    [Fact]
    public void Refuses_lengths_that_do_not_fit() => Assert.Equal(
        "found 2, 1 and 1 elements for [1,1] x [1,1]",
        Assert.Throws<ArgumentException>(() => KernelCheck.MatMulError(new float[2], new float[1], new float[1], 1, 1, 1)).Message);
}
