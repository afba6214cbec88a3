namespace InferBench.Kernels.Cuda.Ceilings;

/// <summary>Random bits that are copied to a device, or back from it.</summary>
internal sealed class TransferProblem : CudaProblem
{
    public TransferProblem(long bytes, TransferDirection direction)
    {
        From = Add<byte>("from", CudaRole.Input, bytes);
        // What a copy to the host writes is there already, and must not be fetched over it.
        To = Add<byte>("to", direction == TransferDirection.HostToDevice ? CudaRole.Output : CudaRole.Scratch, bytes);
    }

    public CudaOperand From { get; }

    public CudaOperand To { get; }

    public override IReadOnlyList<CudaLaunch> Launches => [];

    public override void Fill(ulong seed) => RandomBits.Fill(From, seed);

    /// <inheritdoc cref="RandomBits.Difference"/>
    public override double WorstError() => RandomBits.Difference(From, To);
}
