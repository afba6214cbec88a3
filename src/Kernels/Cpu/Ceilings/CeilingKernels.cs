namespace InferBench.Kernels.Cpu.Ceilings;

/// <summary>Kernels that do nothing but reach a limit of the machine: what others are held against.</summary>
public static class CeilingKernels
{
    public static IReadOnlyList<KernelInfo> All { get; } = [];
}
