namespace InferBench.Kernels.Cpu.Layers.RmsNorm;

/// <summary>y = w·x / √(mean(x²) + ε) for each token: x and y [tokens, hidden size], w [hidden size].</summary>
public abstract unsafe class RmsNormInstance(KernelSetup setup)
    : LayerInstance(setup.RotateBytes, Elements(setup.Shape), setup.Shape[1], Elements(setup.Shape))
{
    /// <summary>ε, as Llama has it.</summary>
    protected const float Epsilon = 1e-5f;

    private const double OtherRoundings = 8;

    internal static IReadOnlyList<string> SizeNames { get; } = ["tokens", "hidden size"];

    protected int Tokens { get; } = setup.Shape[0];

    protected int Size { get; } = setup.Shape[1];

    /// <summary>A square and an addition for the mean, two multiplications for the result; x and w read once, y written once.</summary>
    public static KernelWork Work(KernelShape shape) => new(4L * shape[0] * shape[1], Footprint(shape));

    /// <summary>Bytes of x, w and y.</summary>
    public static long Footprint(KernelShape shape) => (2L * shape[0] * shape[1] + shape[1]) * sizeof(float);

    /// <summary>Half of the sum's relative error, for the root halves it, and eight roundings beside.</summary>
    public sealed override double WorstError()
    {
        double bound = KernelCheck.SumBound(Size) / 2 + OtherRoundings * UnitRoundoff, worst = 0;
        for (int token = 0; token < Tokens; token++)
        {
            float* x = Input(0) + (long)token * Size, y = Output + (long)token * Size;
            double squares = 0;
            for (int i = 0; i < Size; i++)
                squares += (double)x[i] * x[i];
            double scale = 1 / Math.Sqrt(squares / Size + Epsilon);
            for (int i = 0; i < Size; i++)
            {
                double truth = Input(1)[i] * (x[i] * scale);
                worst = Worse(worst, y[i], truth, bound * Math.Abs(truth));
            }
        }

        return worst;
    }

    private static int Elements(KernelShape shape) => checked(shape[0] * shape[1]);
}
