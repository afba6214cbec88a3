using static System.FormattableString;

namespace InferBench.Kernels.Cuda;

/// <summary>What is timed on a CUDA device: a kernel, or a copy to or from the host.</summary>
public abstract record CudaStep : KernelStep
{
    /// <summary>Lowest compute capability it runs on; one with the suffix a is the only one.</summary>
    public GpuArchitecture Lowest { get; init; } = CudaTargets.Tested[0];

    /// <summary>What a device has to be, such as "sm_80 or later".</summary>
    public string Needs => Lowest.IsSpecific ? Invariant($"sm_{Lowest.Number} and no other") : $"sm_{Lowest} or later";

    /// <summary>Whether a device of this capability runs it.</summary>
    public bool RunsOn(GpuArchitecture device) => Lowest.RunsOn(device);

    /// <summary>Lays its operands out on the host and on a device that runs it.</summary>
    /// <inheritdoc cref="CudaSession.Open(CudaStep, KernelShape)" path="/exception"/>
    internal abstract CudaInstance Open(CudaSession session, KernelShape shape);
}
