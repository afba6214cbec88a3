using InferBench.Kernels.Cpu.Layers.RmsNorm;
using InferBench.Kernels.Cpu.Layers.Rope;
using InferBench.Kernels.Cpu.Layers.SiluGate;

namespace InferBench.Kernels.Cpu.Layers;

/// <summary>The small kernels between the large ones.</summary>
public static class LayerKernels
{
    public static IReadOnlyList<KernelInfo> All { get; } =
    [
        ScalarRmsNorm.Info,
        SimdRmsNorm.Info,
        ScalarRope.Info,
        SimdRope.Info,
        ScalarSiluGate.Info,
        SimdSiluGate.Info,
    ];
}
