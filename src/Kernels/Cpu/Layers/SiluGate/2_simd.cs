using System.Runtime.Intrinsics;
using InferBench.Kernels.Cpu.Lanes;

namespace InferBench.Kernels.Cpu.Layers.SiluGate;

/// <summary>A vector of exp at a time.</summary>
internal sealed unsafe class SimdSiluGate<TVector, TLanes>(KernelSetup setup) : SiluGateInstance(setup)
    where TVector : struct
    where TLanes : ILanes<TVector>
{
    protected override void Launch()
    {
        float* gate = Input(0), up = Input(1), y = Output;
        var one = TLanes.Fill(1);
        int i = 0;
        for (; i + TLanes.Count <= Count; i += TLanes.Count)
        {
            var g = TLanes.Load(gate + i);
            var power = Exponential.OfE<TVector, TLanes>(TLanes.Subtract(TLanes.Fill(0), g));
            TLanes.Store(y + i, TLanes.Multiply(TLanes.Load(up + i), TLanes.Divide(g, TLanes.Add(one, power))));
        }

        for (; i < Count; i++)
            y[i] = up[i] * (gate[i] / (1 + MathF.Exp(-gate[i])));
    }
}

internal static class SimdSiluGate
{
    public static KernelInfo Info { get; } = ScalarSiluGate.Info with
    {
        Name = "cpu.silu_gate.2_simd",
        Step = 2,
        Idea = "a vector of exp at a time",
        Explanation = "Computes exp in the registers: a power of two by its exponent bits and a polynomial for the rest. What is left is "
            + "reading two operands and writing one.",
        Sets = [InstructionSet.Avx2, InstructionSet.Avx512],
        Create = setup => setup.Set == InstructionSet.Avx512
            ? new SimdSiluGate<Vector512<float>, Lanes512>(setup)
            : new SimdSiluGate<Vector256<float>, Lanes256>(setup),
    };
}
