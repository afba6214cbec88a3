namespace InferBench.Kernels.Cuda.Ceilings;

/// <summary>A [16,16] and B [16,8] of small whole numbers in fp16, whose sums of products are whole and exact in float32.</summary>
internal sealed unsafe class MmaProblem : CudaProblem
{
    internal const int Warps = 8, Tiles = 8, Rows = 16, Columns = 8, Depth = 16;
    private const int Largest = 2, Warp = 32;

    private readonly int blocks, steps;
    private readonly CudaOperand a, b, sums;

    public MmaProblem(KernelShape shape)
    {
        (blocks, steps) = (shape[0], shape[1]);
        a = Add<Half>("a", CudaRole.Input, Rows * Depth);
        b = Add<Half>("b", CudaRole.Input, Depth * Columns);
        sums = Add<float>("sums", CudaRole.Output, (long)blocks * Warps * Rows * Columns);
        Launches = [new("ceiling_mma", new(blocks), new(Warps * Warp), a, b, sums, steps)];
    }

    /// <summary>Steps whose sums stay exact.</summary>
    public static int MostSteps => (1 << 24) / (Largest * Largest * Depth * Tiles) - 1;

    public override IReadOnlyList<CudaLaunch> Launches { get; }

    /// <summary>Whole numbers in fp16 from -<paramref name="largest"/> to it.</summary>
    public static void FillWhole(CudaOperand operand, int largest, ulong seed)
    {
        var random = new Random((int)seed);
        for (long i = 0; i < operand.Bytes / sizeof(Half); i++)
            operand.As<Half>()[i] = (Half)random.Next(-largest, largest + 1);
    }

    public override void Fill(ulong seed)
    {
        FillWhole(a, Largest, seed);
        FillWhole(b, Largest, seed + 1);
    }

    /// <summary>0 where every sum is right to the bit, else infinite.</summary>
    public override double WorstError()
    {
        for (long i = 0; i < (long)blocks * Warps * Rows * Columns; i++)
        {
            long row = i / Columns % Rows, column = i % Columns;
            double product = 0;
            for (int p = 0; p < Depth; p++)
                product += (double)a.As<Half>()[row * Depth + p] * (double)b.As<Half>()[p * Columns + column];
            // Tile t began at t.
            if (sums.As<float>()[i] != product * steps * Tiles + Tiles * (Tiles - 1) / 2)
                return double.PositiveInfinity;
        }

        return 0;
    }
}
