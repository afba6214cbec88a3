namespace InferBench.Kernels.Cpu.Layers.Rope;

/// <summary>One pair after another.</summary>
internal sealed unsafe class ScalarRope(KernelSetup setup) : RopeInstance(setup)
{
    public static KernelInfo Info { get; } = new()
    {
        Name = "cpu.rope.1_scalar",
        Ladder = "rope",
        Step = 1,
        Idea = "one pair after another",
        Explanation = "Turns each pair of elements by its token's angle, with cosines and sines from a table. No pair waits for another, "
            + "but each takes four loads and two stores of one element.",
        Arithmetic = "fp32",
        Sets = [InstructionSet.Scalar],
        Sizes = SizeNames,
        Addresses = new(128, 32, 64),
        Refusal = Refusal,
        Work = Work,
        Footprint = Footprint,
        Create = setup => new ScalarRope(setup),
    };

    protected override void Launch()
    {
        for (int token = 0; token < Tokens; token++)
        {
            float* cos = Cosines + (long)token * Half, sin = Sines + (long)token * Half;
            for (int head = 0; head < Heads; head++)
            {
                long at = ((long)token * Heads + head) * 2 * Half;
                float* x = Vectors + at, y = Output + at;
                for (int i = 0; i < Half; i++)
                {
                    float first = x[i], second = x[i + Half];
                    y[i] = first * cos[i] - second * sin[i];
                    y[i + Half] = second * cos[i] + first * sin[i];
                }
            }
        }
    }
}
