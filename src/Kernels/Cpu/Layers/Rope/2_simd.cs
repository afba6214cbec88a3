using System.Runtime.Intrinsics;
using InferBench.Kernels.Cpu.Lanes;

namespace InferBench.Kernels.Cpu.Layers.Rope;

/// <summary>A vector of pairs at a time: rotating halves, not neighbours, leaves every load in order.</summary>
internal sealed unsafe class SimdRope<TVector, TLanes>(KernelSetup setup) : RopeInstance(setup)
    where TVector : struct
    where TLanes : ILanes<TVector>
{
    protected override void Launch()
    {
        for (int token = 0; token < Tokens; token++)
        {
            float* cosines = Cosines + (long)token * Half, sines = Sines + (long)token * Half;
            for (int head = 0; head < Heads; head++)
            {
                long at = ((long)token * Heads + head) * 2 * Half;
                float* x = Vectors + at, y = Output + at;
                for (int i = 0; i < Half; i += TLanes.Count)
                {
                    TVector cos = TLanes.Load(cosines + i), sin = TLanes.Load(sines + i);
                    TVector first = TLanes.Load(x + i), second = TLanes.Load(x + i + Half);
                    TLanes.Store(y + i, TLanes.MultiplySubtract(second, sin, TLanes.Multiply(first, cos)));
                    TLanes.Store(y + i + Half, TLanes.MultiplyAdd(first, sin, TLanes.Multiply(second, cos)));
                }
            }
        }
    }
}

internal static class SimdRope
{
    public static KernelInfo Info { get; } = ScalarRope.Info with
    {
        Name = "cpu.rope.2_simd",
        Step = 2,
        Idea = "a vector of pairs at a time",
        Explanation = "The halves of a head lie apart, so a vector of first elements and one of second elements are loaded as they are. "
            + "A few operations for each load and store: memory is the limit.",
        Sets = [InstructionSet.Avx2, InstructionSet.Avx512],
        Create = setup => setup.Set == InstructionSet.Avx512
            ? new SimdRope<Vector512<float>, Lanes512>(setup)
            : new SimdRope<Vector256<float>, Lanes256>(setup),
    };
}
