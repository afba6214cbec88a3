namespace InferBench.Kernels.Cpu.Layers.SiluGate;

/// <summary>One element after another, exp from the runtime's library.</summary>
internal sealed unsafe class ScalarSiluGate(KernelSetup setup) : SiluGateInstance(setup)
{
    public static KernelInfo Info { get; } = new()
    {
        Name = "cpu.silu_gate.1_scalar",
        Ladder = "silu_gate",
        Step = 1,
        Idea = "one exp after another",
        Explanation = "Calls the library's exp for each element. The call costs far more than the loads and the store: computing is the "
            + "limit of what should be limited by memory.",
        Arithmetic = "fp32",
        Sets = [InstructionSet.Scalar],
        Sizes = SizeNames,
        Addresses = new(1, 11008),
        Refusal = Refusal,
        Work = Work,
        Footprint = Footprint,
        Create = setup => new ScalarSiluGate(setup),
    };

    protected override void Launch()
    {
        float* gate = Input(0), up = Input(1), y = Output;
        for (int i = 0; i < Count; i++)
            y[i] = up[i] * (gate[i] / (1 + MathF.Exp(-gate[i])));
    }
}
