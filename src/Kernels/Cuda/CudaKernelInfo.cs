namespace InferBench.Kernels.Cuda;

/// <summary>One CUDA kernel, of one launch or of several that follow each other: what it computes, by which idea, and what it takes.</summary>
public sealed record CudaKernelInfo : CudaStep
{
    /// <summary>Its file under this folder, such as <c>MatMul/1_naive.cu</c>: an argument of <see cref="CudaSource.Text"/>.</summary>
    public required string Source { get; init; }

    /// <summary>Its functions in that file, each once, in the order of their first launch.</summary>
    public required IReadOnlyList<CudaEntryPoint> EntryPoints { get; init; }

    /// <summary>Lays out operands in host memory, with the launches that turn inputs into outputs and the check of these.</summary>
    public required Func<CudaSetup, CudaProblem> Create { get; init; }

    internal override CudaInstance Open(CudaSession session, KernelShape shape)
    {
        var module = session.Load(Source);
        try
        {
            return new CudaKernelInstance(session, module, Create(new(shape, session.Context.Device.Attribute(DeviceAttributeId.MultiprocessorCount))));
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }
}

/// <summary>What a problem is laid out for.</summary>
/// <param name="Shape">Its sizes; the kernel does not refuse them.</param>
/// <param name="Multiprocessors">Of the device: how far work that has no natural number of blocks is split.</param>
public sealed record CudaSetup(KernelShape Shape, int Multiprocessors);
