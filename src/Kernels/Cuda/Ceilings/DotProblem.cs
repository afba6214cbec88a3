namespace InferBench.Kernels.Cuda.Ceilings;

/// <summary>Signed bytes whose products each thread's chains of sums add up.</summary>
internal sealed unsafe class DotProblem : CudaProblem
{
    internal const int Threads = 256, Chains = 16, Bytes = 4;
    private const int Lanes = 32;

    private readonly int blocks, steps;
    private readonly CudaOperand starts, x, y, sums;

    public DotProblem(KernelShape shape)
    {
        (blocks, steps) = (shape[0], shape[1]);
        starts = Add<int>("starts", CudaRole.Input, Chains);
        x = Add<sbyte>("x", CudaRole.Input, Lanes * Bytes);
        y = Add<sbyte>("y", CudaRole.Input, Lanes * Bytes);
        sums = Add<int>("sums", CudaRole.Output, (long)blocks * Threads);
        Launches = [new("ceiling_dp4a", new(blocks), new(Threads), starts, x, y, sums, steps)];
    }

    /// <summary>Steps whose sums stay within 32 bits, begun near zero: on the processor, which runs kernels in tests, overflow is a fault.</summary>
    public static int MostSteps => int.MaxValue / (Bytes * 128 * 128) - 1;

    public override IReadOnlyList<CudaLaunch> Launches { get; }

    /// <summary>Random bytes; the products of half the lanes have a sum below 0.</summary>
    public override void Fill(ulong seed)
    {
        var random = new Random((int)seed);
        for (int i = 0; i < Chains; i++)
            starts.As<int>()[i] = random.Next(-128, 128);
        for (int i = 0; i < Lanes * Bytes; i++)
        {
            x.As<sbyte>()[i] = (sbyte)random.Next(-128, 128);
            y.As<sbyte>()[i] = (sbyte)random.Next(-128, 128);
        }
    }

    /// <summary>0 where every sum is right to the bit, else infinite.</summary>
    public override double WorstError()
    {
        for (long i = 0; i < (long)blocks * Threads; i++)
        {
            long lane = i % Lanes, product = 0, sum = 0;
            for (int b = 0; b < Bytes; b++)
                product += x.As<sbyte>()[lane * Bytes + b] * y.As<sbyte>()[lane * Bytes + b];
            for (int chain = 0; chain < Chains; chain++)
                sum += starts.As<int>()[chain] + product * steps;
            if (sums.As<int>()[i] != unchecked((int)sum))
                return double.PositiveInfinity;
        }

        return 0;
    }
}
