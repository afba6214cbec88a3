namespace InferBench.Kernels.Cpu.Attention;

/// <summary>The steps of this folder, in order.</summary>
public static class AttentionLadder
{
    public static IReadOnlyList<KernelInfo> All { get; } = [];
}
