using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using InferBench.Kernels.Cpu.Lanes;

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
    public static Fp32Rows For(InstructionSet set) => set == InstructionSet.Avx512 ? Rows<Vector512<float>, Lanes512> : Rows<Vector256<float>, Lanes256>;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows<TVector, TLanes>(float* weights, float* x, float* y, int rows, int k)
        where TVector : struct
        where TLanes : ILanes<TVector>
    {
        for (int row = 0; row < rows; row++, weights += k)
        {
            TVector sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            int i = 0;
            for (; i <= k - 4 * TLanes.Count; i += 4 * TLanes.Count)
            {
                // A line of the cache holds 16 numbers.
                Sse.Prefetch0(weights + i + Prefetch.Floats);
                Sse.Prefetch0(weights + i + Prefetch.Floats + 16);
                if (TLanes.Count == 16)
                {
                    Sse.Prefetch0(weights + i + Prefetch.Floats + 32);
                    Sse.Prefetch0(weights + i + Prefetch.Floats + 48);
                }

                sum0 = TLanes.MultiplyAdd(TLanes.Load(weights + i), TLanes.Load(x + i), sum0);
                sum1 = TLanes.MultiplyAdd(TLanes.Load(weights + i + TLanes.Count), TLanes.Load(x + i + TLanes.Count), sum1);
                sum2 = TLanes.MultiplyAdd(TLanes.Load(weights + i + 2 * TLanes.Count), TLanes.Load(x + i + 2 * TLanes.Count), sum2);
                sum3 = TLanes.MultiplyAdd(TLanes.Load(weights + i + 3 * TLanes.Count), TLanes.Load(x + i + 3 * TLanes.Count), sum3);
            }

            for (; i <= k - TLanes.Count; i += TLanes.Count)
                sum0 = TLanes.MultiplyAdd(TLanes.Load(weights + i), TLanes.Load(x + i), sum0);
            float sum = TLanes.Sum(TLanes.Add(TLanes.Add(sum0, sum1), TLanes.Add(sum2, sum3)));
            for (; i < k; i++)
                sum += weights[i] * x[i];
            y[row] = sum;
        }
    }
}
