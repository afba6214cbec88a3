namespace InferBench.Kernels.Cuda.Ceilings;

/// <summary>A [64,16] and B [16,256], stored by its columns, of small whole numbers in fp16, whose sums of products are whole and exact in float32.</summary>
internal sealed unsafe class WgmmaProblem : CudaProblem
{
    internal const int Rows = 64, Columns = 256, Depth = 16, Threads = 128;
    private const int Largest = 2, Together = 4, Left = Columns / Together;

    private readonly int blocks, steps;
    private readonly CudaOperand a, b, sums;

    public WgmmaProblem(KernelShape shape)
    {
        (blocks, steps) = (shape[0], shape[1]);
        a = Add<Half>("a", CudaRole.Input, Rows * Depth);
        b = Add<Half>("b", CudaRole.Input, Columns * Depth);
        sums = Add<float>("sums", CudaRole.Output, (long)blocks * Rows * Left);
        Launches = [new("ceiling_wgmma", new(blocks), new(Threads), a, b, sums, steps)];
    }

    /// <summary>Steps whose sums stay exact.</summary>
    public static int MostSteps => (1 << 24) / (Largest * Largest * Depth * Together) - 1;

    public override IReadOnlyList<CudaLaunch> Launches { get; }

    public override void Fill(ulong seed)
    {
        MmaProblem.FillWhole(a, Largest, seed);
        MmaProblem.FillWhole(b, Largest, seed + 1);
    }

    /// <summary>0 where every sum is right to the bit, else infinite.</summary>
    public override double WorstError()
    {
        var truth = new float[Rows * Left];
        for (int i = 0; i < truth.Length; i++)
        {
            double product = 0;
            for (int column = i % Left; column < Columns; column += Left)
            {
                for (int p = 0; p < Depth; p++)
                    product += (double)a.As<Half>()[i / Left * Depth + p] * (double)b.As<Half>()[column * Depth + p];
            }

            truth[i] = (float)(product * steps);
        }

        for (int block = 0; block < blocks; block++)
        {
            if (!new Span<float>(sums.As<float>() + (long)block * truth.Length, truth.Length).SequenceEqual(truth))
                return double.PositiveInfinity;
        }

        return 0;
    }
}
