namespace InferBench.Kernels.Cpu.Layers;

/// <summary>The small kernels between the large ones.</summary>
public static class LayerKernels
{
    public static IReadOnlyList<KernelInfo> All { get; } = [];
}
