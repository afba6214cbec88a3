namespace InferBench.Kernels.Cuda.Ceilings;

/// <summary>A copy between host and device, timed as kernels are.</summary>
internal sealed unsafe class CudaTransferInstance : CudaInstance
{
    private readonly bool isToDevice;
    private readonly CudaOperand host;
    private readonly DevicePointer device;
    private readonly PrimaryContext context;
    private readonly CudaRegisteredHostMemory? pinned;

    public CudaTransferInstance(CudaSession session, CudaTransferInfo info, KernelShape shape)
        : this(session, info, new TransferProblem((long)shape[0] << 10, info.Direction))
    {
    }

    private CudaTransferInstance(CudaSession session, CudaTransferInfo info, TransferProblem problem)
        : base(session, problem)
    {
        isToDevice = info.Direction == TransferDirection.HostToDevice;
        host = isToDevice ? problem.From : problem.To;
        device = Address(isToDevice ? problem.To : problem.From);
        context = session.Context;
        try
        {
            pinned = info.IsPinned ? new(context, host.Pointer, host.Bytes) : null;
        }
        catch
        {
            base.Dispose();
            throw;
        }
    }

    public override string Code => isToDevice ? "cuMemcpyHtoDAsync" : "cuMemcpyDtoHAsync";

    // The driver moves pageable memory with the host's own hands, and may wait for the device between pieces.
    private protected override bool IsOfHost => pinned is null;

    public override void Launch(CudaStream stream)
    {
        context.Enter();
        nuint bytes = (nuint)host.Bytes;
        int status = isToDevice
            ? context.Api.MemcpyHtoDAsync(device.Address, host.Pointer, bytes, stream.Handle)
            : context.Api.MemcpyDtoHAsync(host.Pointer, device.Address, bytes, stream.Handle);
        context.Driver.Check(status, Code);
        GC.KeepAlive(stream);
    }

    public override void Dispose()
    {
        pinned?.Dispose();
        base.Dispose();
    }
}
