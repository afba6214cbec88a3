using InferBench.Kernels.Cuda.Attention;
using InferBench.Kernels.Cuda.Attention.Decode;
using InferBench.Kernels.Cuda.Ceilings;
using InferBench.Kernels.Cuda.Layers;
using InferBench.Kernels.Cuda.MatMul;
using InferBench.Kernels.Cuda.MatVec;

namespace InferBench.Kernels.Cuda;

/// <summary>Every CUDA kernel once, and all else that is timed on a device.</summary>
public static class CudaCatalog
{
    /// <summary>All kernels, the ceilings first, then ladder by ladder, each from its first step.</summary>
    public static IReadOnlyList<CudaKernelInfo> All { get; } =
    [
        .. CudaCeilingKernels.All, .. CudaMatMulLadder.All, .. CudaMatVecLadder.All, .. CudaAttentionLadder.All, .. CudaDecodeLadder.All, .. CudaLayerKernels.All,
    ];

    /// <summary>The kernels, and the copies between host and device.</summary>
    public static IReadOnlyList<CudaStep> Steps { get; } = [.. All, .. CudaTransfers.All];
}
