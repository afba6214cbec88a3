using InferBench.Kernels.Cpu.Attention;
using InferBench.Kernels.Cpu.Ceilings;
using InferBench.Kernels.Cpu.Layers;
using InferBench.Kernels.Cpu.MatMul;
using InferBench.Kernels.Cpu.MatVec;

namespace InferBench.Kernels;

/// <summary>Every kernel once.</summary>
public static class KernelCatalog
{
    /// <summary>All kernels, the ceilings first, then ladder by ladder, each from its first step.</summary>
    public static IReadOnlyList<KernelInfo> All { get; } = [.. CeilingKernels.All, .. MatMulLadder.All, .. MatVecLadder.All, .. AttentionLadder.All, .. LayerKernels.All];
}
