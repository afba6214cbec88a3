using InferBench.Kernels.Cpu.Attention.Decode;

namespace InferBench.Kernels.Cpu.Attention;

/// <summary>The steps of this folder, in order: prefill, then decode.</summary>
public static class AttentionLadder
{
    public static IReadOnlyList<KernelInfo> All { get; } =
    [
        NaiveAttention.Info,
        OnlineSoftmaxAttention.Info,
        SimdAttention.Info,
        AllCoresAttention.Info,
        ScalarDecode.Info,
        SimdDecode.Info,
        SplitKvDecode.Info,
    ];
}
