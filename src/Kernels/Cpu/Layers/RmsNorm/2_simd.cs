using System.Runtime.Intrinsics;
using InferBench.Kernels.Cpu.Lanes;

namespace InferBench.Kernels.Cpu.Layers.RmsNorm;

/// <summary>A vector at a time, four sums under way.</summary>
internal sealed unsafe class SimdRmsNorm<TVector, TLanes>(KernelSetup setup) : RmsNormInstance(setup)
    where TVector : struct
    where TLanes : ILanes<TVector>
{
    protected override void Launch()
    {
        for (int token = 0; token < Tokens; token++)
        {
            float* x = Input(0) + (long)token * Size, y = Output + (long)token * Size;
            Scale(x, Input(1), y, 1 / MathF.Sqrt(Squares(x) / Size + Epsilon));
        }
    }

    private float Squares(float* x)
    {
        TVector a = default, b = default, c = default, d = default;
        int i = 0;
        for (; i + 4 * TLanes.Count <= Size; i += 4 * TLanes.Count)
        {
            TVector x0 = TLanes.Load(x + i), x1 = TLanes.Load(x + i + TLanes.Count);
            TVector x2 = TLanes.Load(x + i + 2 * TLanes.Count), x3 = TLanes.Load(x + i + 3 * TLanes.Count);
            a = TLanes.MultiplyAdd(x0, x0, a);
            b = TLanes.MultiplyAdd(x1, x1, b);
            c = TLanes.MultiplyAdd(x2, x2, c);
            d = TLanes.MultiplyAdd(x3, x3, d);
        }

        float sum = TLanes.Sum(TLanes.Add(TLanes.Add(a, b), TLanes.Add(c, d)));
        for (; i < Size; i++)
            sum += x[i] * x[i];
        return sum;
    }

    private void Scale(float* x, float* w, float* y, float scale)
    {
        var factor = TLanes.Fill(scale);
        int i = 0;
        for (; i + TLanes.Count <= Size; i += TLanes.Count)
            TLanes.Store(y + i, TLanes.Multiply(TLanes.Load(w + i), TLanes.Multiply(TLanes.Load(x + i), factor)));
        for (; i < Size; i++)
            y[i] = w[i] * (x[i] * scale);
    }
}

internal static class SimdRmsNorm
{
    public static KernelInfo Info { get; } = ScalarRmsNorm.Info with
    {
        Name = "cpu.rmsnorm.2_simd",
        Step = 2,
        Idea = "a vector at a time",
        Explanation = "Four vectors of sums are under way, so no addition waits. A token's activations stay in the nearest cache "
            + "between the sum and the scaling: the limit is loading and storing.",
        Sets = [InstructionSet.Avx2, InstructionSet.Avx512],
        Create = setup => setup.Set == InstructionSet.Avx512
            ? new SimdRmsNorm<Vector512<float>, Lanes512>(setup)
            : new SimdRmsNorm<Vector256<float>, Lanes256>(setup),
    };
}
