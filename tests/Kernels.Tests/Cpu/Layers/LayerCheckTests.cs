using InferBench.Kernels.Cpu;
using InferBench.Kernels.Cpu.Layers.RmsNorm;
using InferBench.Kernels.Cpu.Layers.Rope;
using InferBench.Kernels.Cpu.Layers.SiluGate;

namespace InferBench.Kernels.Tests.Cpu.Layers;

/// <summary>Kernels with a fault, which the check has to find.</summary>
public sealed unsafe class LayerCheckTests
{
    private sealed class MeanLeftOut(KernelSetup setup) : RmsNormInstance(setup)
    {
        protected override void Launch()
        {
            for (int i = 0; i < Tokens * Size; i++)
                Output[i] = Input(1)[i % Size] * Input(0)[i];
        }
    }

    private sealed class NeighboursTurned(KernelSetup setup) : RopeInstance(setup)
    {
        protected override void Launch()
        {
            for (int i = 0; i < Tokens * Heads * Half; i++)
            {
                int angle = i / (Heads * Half) * Half + i % Half;
                float first = Vectors[2 * i], second = Vectors[2 * i + 1];
                Output[2 * i] = first * Cosines[angle] - second * Sines[angle];
                Output[2 * i + 1] = second * Cosines[angle] + first * Sines[angle];
            }
        }
    }

    private sealed class SigmoidAlone(KernelSetup setup) : SiluGateInstance(setup)
    {
        protected override void Launch()
        {
            for (int i = 0; i < Count; i++)
                Output[i] = Input(1)[i] / (1 + MathF.Exp(-Input(0)[i]));
        }
    }

    [Fact]
    public void Faults_are_caught()
    {
        using var pool = new WorkerPool(1);
        Assert.True(ErrorOf(new MeanLeftOut(new(new(2, 64), InstructionSet.Scalar, pool))) > 100);
        Assert.True(ErrorOf(new NeighboursTurned(new(new(3, 2, 64), InstructionSet.Scalar, pool))) > 100);
        Assert.True(ErrorOf(new SigmoidAlone(new(new(2, 64), InstructionSet.Scalar, pool))) > 100);
    }

    private static double ErrorOf(KernelInstance instance)
    {
        using (instance)
        {
            instance.Fill(1);
            instance.Run();
            return instance.WorstError();
        }
    }
}
