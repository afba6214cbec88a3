namespace InferBench.Kernels.Cuda.Ceilings;

/// <summary>Which way a copy goes.</summary>
public enum TransferDirection
{
    HostToDevice,
    DeviceToHost,
}

/// <summary>A copy between the host's memory and a device's, by the driver.</summary>
public sealed record CudaTransferInfo : CudaStep
{
    public required TransferDirection Direction { get; init; }

    /// <summary>Whether the host's memory is pinned, so that the device reads and writes it itself.</summary>
    public required bool IsPinned { get; init; }

    internal override CudaInstance Open(CudaSession session, KernelShape shape) => new CudaTransferInstance(session, this, shape);
}
