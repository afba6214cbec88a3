using System.Runtime.Intrinsics;
using InferBench.Kernels.Cpu.Lanes;

namespace InferBench.Kernels.Tests.Cpu.Lanes;

public sealed unsafe class ExponentialTests
{
    private delegate TVector Function<TVector>(TVector x);

    /// <summary>Largest relative error over evenly spaced arguments.</summary>
    private static double Worst<TVector, TLanes>(Function<TVector> function, Func<double, double> truth, double from, double to)
        where TVector : struct
        where TLanes : ILanes<TVector>
    {
        const int count = 1 << 18;
        float* x = stackalloc float[TLanes.Count], y = stackalloc float[TLanes.Count];
        double worst = 0;
        for (int i = 0; i < count; i += TLanes.Count)
        {
            for (int lane = 0; lane < TLanes.Count; lane++)
                x[lane] = (float)(from + (to - from) * (i + lane) / count);
            TLanes.Store(y, function(TLanes.Load(x)));
            for (int lane = 0; lane < TLanes.Count; lane++)
            {
                double right = truth(x[lane]);
                worst = Math.Max(worst, Math.Abs(y[lane] - right) / right);
            }
        }

        return worst;
    }

    private static void Check<TVector, TLanes>()
        where TVector : struct
        where TLanes : ILanes<TVector>
    {
        foreach (double range in new[] { 1, 10, 86 })
            Assert.InRange(Worst<TVector, TLanes>(Exponential.OfE<TVector, TLanes>, Math.Exp, -range, range), 0, Exponential.RelativeError);
        foreach (double range in new[] { 1, 10, 125 })
            Assert.InRange(Worst<TVector, TLanes>(Exponential.PowerOfTwo<TVector, TLanes>, x => Math.Pow(2, x), -range, range), 0, Exponential.RelativeError);
        Assert.Equal(1, First<TVector, TLanes>(0));
        Assert.Equal(float.ScaleB(1, -125), First<TVector, TLanes>(float.NegativeInfinity));
        Assert.Equal(float.ScaleB(1, 127), First<TVector, TLanes>(float.PositiveInfinity));
    }

    private static float First<TVector, TLanes>(float x)
        where TVector : struct
        where TLanes : ILanes<TVector> => TLanes.Largest(Exponential.PowerOfTwo<TVector, TLanes>(TLanes.Fill(x)));

    [Fact]
    public void Is_within_two_units_in_the_last_place_with_Avx2()
    {
        if (!InstructionSets.Here.Contains(InstructionSet.Avx2))
            Assert.Skip("this processor has no AVX2");
        Check<Vector256<float>, Lanes256>();
    }

    [Fact]
    public void Is_within_two_units_in_the_last_place_with_Avx512()
    {
        if (!InstructionSets.Here.Contains(InstructionSet.Avx512))
            Assert.Skip("this processor has no AVX-512");
        Check<Vector512<float>, Lanes512>();
    }
}
