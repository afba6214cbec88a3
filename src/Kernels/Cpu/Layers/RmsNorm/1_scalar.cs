namespace InferBench.Kernels.Cpu.Layers.RmsNorm;

/// <summary>One element after another.</summary>
internal sealed unsafe class ScalarRmsNorm(KernelSetup setup) : RmsNormInstance(setup)
{
    public static KernelInfo Info { get; } = new()
    {
        Name = "cpu.rmsnorm.1_scalar",
        Ladder = "rmsnorm",
        Step = 1,
        Idea = "one element after another",
        Explanation = "Sums the squares of a token, then scales it. Each addition waits for the one before: the latency of the "
            + "adder is the limit.",
        Arithmetic = "fp32",
        Sets = [InstructionSet.Scalar],
        Sizes = SizeNames,
        Addresses = new(1, 4096),
        Refusal = Refusal,
        Work = Work,
        Footprint = Footprint,
        Create = setup => new ScalarRmsNorm(setup),
    };

    protected override void Launch()
    {
        float* w = Input(1);
        for (int token = 0; token < Tokens; token++)
        {
            float* x = Input(0) + (long)token * Size, y = Output + (long)token * Size;
            float squares = 0;
            for (int i = 0; i < Size; i++)
                squares += x[i] * x[i];
            float scale = 1 / MathF.Sqrt(squares / Size + Epsilon);
            for (int i = 0; i < Size; i++)
                y[i] = w[i] * (x[i] * scale);
        }
    }
}
