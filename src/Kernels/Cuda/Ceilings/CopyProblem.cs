namespace InferBench.Kernels.Cuda.Ceilings;

/// <summary>Random bits from one place to another.</summary>
internal sealed class CopyProblem : CudaProblem
{
    private const int Threads = 512, BlocksOfMultiprocessor = 4, PieceBytes = 16;

    private readonly CudaOperand from, to;

    public CopyProblem(CudaSetup setup)
    {
        long bytes = (long)setup.Shape[0] << 10;
        from = Add<byte>("from", CudaRole.Input, bytes);
        to = Add<byte>("to", CudaRole.Output, bytes);
        Launches = [new("ceiling_copy", new(setup.Multiprocessors * BlocksOfMultiprocessor), new(Threads), from, to, bytes / PieceBytes)];
    }

    public override IReadOnlyList<CudaLaunch> Launches { get; }

    public override void Fill(ulong seed) => RandomBits.Fill(from, seed);

    /// <inheritdoc cref="RandomBits.Difference"/>
    public override double WorstError() => RandomBits.Difference(from, to);
}
