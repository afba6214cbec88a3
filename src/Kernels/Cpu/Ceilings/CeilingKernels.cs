namespace InferBench.Kernels.Cpu.Ceilings;

/// <summary>Kernels that do nothing but reach a limit of the machine: what others are held against.</summary>
public static class CeilingKernels
{
    /// <summary>Read bandwidth, float32 multiply-adds and byte dot products, each for any number of threads.</summary>
    public static IReadOnlyList<KernelInfo> All { get; } = [SimdRead.Info, SimdFma.Info, SimdDot.Info];
}
