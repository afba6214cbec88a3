using InferBench.Kernels.Cpu.Lanes;

namespace InferBench.Kernels.Cpu.Layers.SiluGate;

/// <summary>y = up·gate / (1 + e^-gate), element by element: all three [tokens, intermediate size].</summary>
public abstract unsafe class SiluGateInstance(KernelSetup setup)
    : LayerInstance(setup.RotateBytes, Elements(setup.Shape), Elements(setup.Shape), Elements(setup.Shape))
{
    private const double OtherRoundings = 4;

    internal static IReadOnlyList<string> SizeNames { get; } = ["tokens", "intermediate size"];

    protected int Count { get; } = Elements(setup.Shape);

    /// <summary>Four operations an element, exp as one; both inputs read once, y written once.</summary>
    public static KernelWork Work(KernelShape shape) => new(4L * shape[0] * shape[1], Footprint(shape));

    /// <summary>Bytes of gate, up and y.</summary>
    public static long Footprint(KernelShape shape) => 3L * shape[0] * shape[1] * sizeof(float);

    /// <summary>The error of exp and a rounding each of addition, division and multiplication.</summary>
    public sealed override double WorstError()
    {
        const double bound = Exponential.RelativeError + OtherRoundings * UnitRoundoff;
        float* gate = Input(0), up = Input(1);
        double worst = 0;
        for (int i = 0; i < Count; i++)
        {
            double truth = up[i] * (gate[i] / (1 + Math.Exp(-(double)gate[i])));
            worst = Worse(worst, Output[i], truth, bound * Math.Abs(truth));
        }

        return worst;
    }

    private static int Elements(KernelShape shape) => checked(shape[0] * shape[1]);
}
