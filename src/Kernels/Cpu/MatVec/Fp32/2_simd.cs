using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferBench.Kernels.Cpu.MatVec.Fp32;

/// <summary>Eight or sixteen products at once, in four sums that do not wait for each other.</summary>
internal static unsafe class Simd
{
    public static KernelInfo Info { get; } = Scalar.Info with
    {
        Name = "cpu.matvec.fp32.2_simd",
        Step = 2,
        Idea = "vectors of 8 or 16 products, four sums in flight",
        Explanation = "One instruction multiplies and adds 8 (AVX2) or 16 (AVX-512) weights, and four independent sums hide its latency. One core now asks for weights as fast as its outstanding cache misses allow.",
        Sets = [InstructionSet.Avx2, InstructionSet.Avx512],
        Create = setup => new Fp32MatVec(setup, For(setup.Set)),
    };

    /// <summary>The rows of this set.</summary>
    public static Fp32Rows For(InstructionSet set) => set == InstructionSet.Avx512 ? Rows512 : Rows256;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows256(float* weights, float* x, float* y, int rows, int k)
    {
        for (int row = 0; row < rows; row++, weights += k)
        {
            Vector256<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            int i = 0;
            for (; i <= k - 32; i += 32)
            {
                Sse.Prefetch0(weights + i + Prefetch.Floats);
                Sse.Prefetch0(weights + i + Prefetch.Floats + 16);
                sum0 = Fma.MultiplyAdd(Vector256.Load(weights + i), Vector256.Load(x + i), sum0);
                sum1 = Fma.MultiplyAdd(Vector256.Load(weights + i + 8), Vector256.Load(x + i + 8), sum1);
                sum2 = Fma.MultiplyAdd(Vector256.Load(weights + i + 16), Vector256.Load(x + i + 16), sum2);
                sum3 = Fma.MultiplyAdd(Vector256.Load(weights + i + 24), Vector256.Load(x + i + 24), sum3);
            }

            for (; i <= k - 8; i += 8)
                sum0 = Fma.MultiplyAdd(Vector256.Load(weights + i), Vector256.Load(x + i), sum0);
            float sum = Vector256.Sum(sum0 + sum1 + (sum2 + sum3));
            for (; i < k; i++)
                sum += weights[i] * x[i];
            y[row] = sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows512(float* weights, float* x, float* y, int rows, int k)
    {
        for (int row = 0; row < rows; row++, weights += k)
        {
            Vector512<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            int i = 0;
            for (; i <= k - 64; i += 64)
            {
                Sse.Prefetch0(weights + i + Prefetch.Floats);
                Sse.Prefetch0(weights + i + Prefetch.Floats + 16);
                Sse.Prefetch0(weights + i + Prefetch.Floats + 32);
                Sse.Prefetch0(weights + i + Prefetch.Floats + 48);
                sum0 = Avx512F.FusedMultiplyAdd(Vector512.Load(weights + i), Vector512.Load(x + i), sum0);
                sum1 = Avx512F.FusedMultiplyAdd(Vector512.Load(weights + i + 16), Vector512.Load(x + i + 16), sum1);
                sum2 = Avx512F.FusedMultiplyAdd(Vector512.Load(weights + i + 32), Vector512.Load(x + i + 32), sum2);
                sum3 = Avx512F.FusedMultiplyAdd(Vector512.Load(weights + i + 48), Vector512.Load(x + i + 48), sum3);
            }

            for (; i <= k - 16; i += 16)
                sum0 = Avx512F.FusedMultiplyAdd(Vector512.Load(weights + i), Vector512.Load(x + i), sum0);
            float sum = Vector512.Sum(Avx512F.Add(Avx512F.Add(sum0, sum1), Avx512F.Add(sum2, sum3)));
            for (; i < k; i++)
                sum += weights[i] * x[i];
            y[row] = sum;
        }
    }
}
