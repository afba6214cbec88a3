namespace InferBench.Kernels.Cuda;

/// <summary>Pageable memory of the host, pinned where it lies for as long as this is open: copies then need no buffer in between.</summary>
public sealed unsafe class CudaRegisteredHostMemory : CudaHandle
{
    // CU_MEMHOSTREGISTER_PORTABLE: pinned for all contexts.
    private const uint Portable = 1;

    /// <param name="context">Where.</param>
    /// <param name="pointer">The first byte; the memory is the caller's, who frees it after this.</param>
    /// <param name="bytes">1 or more.</param>
    /// <exception cref="Driver.CudaException">The system does not pin so much, or it is pinned already.</exception>
    public CudaRegisteredHostMemory(PrimaryContext context, void* pointer, long bytes)
        : base(context)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        SizeInBytes = bytes;
        context.Enter();
        Check(Api.MemHostRegister(pointer, (nuint)bytes, Portable), "cuMemHostRegister");
        Own((nint)pointer);
    }

    public long SizeInBytes { get; }

    private protected override void Release() => _ = Api.MemHostUnregister((void*)handle);
}
