namespace InferBench.Kernels.Cpu.MatVec;

/// <summary>The steps of this folder, in order.</summary>
public static class MatVecLadder
{
    public static IReadOnlyList<KernelInfo> All { get; } = [];
}
