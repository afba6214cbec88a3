namespace InferBench.Kernels.Cpu.MatMul;

/// <summary>The steps of this folder, in order.</summary>
public static class MatMulLadder
{
    public static IReadOnlyList<KernelInfo> All { get; } =
    [
        NaiveMatMul.Info, LoopOrderMatMul.Info, BlockedMatMul.Info, SimdMatMul.Info, PackedMatMul.Info, AllCoresMatMul.Info,
    ];
}
