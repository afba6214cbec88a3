using InferBench.Kernels.Cpu.MatMul;

namespace InferBench.Kernels;

/// <summary>Every kernel once, and the formulas of the work they do.</summary>
public static class KernelCatalog
{
    /// <summary>All kernels, ladder by ladder.</summary>
    public static IReadOnlyList<KernelInfo> All { get; } = [NaiveMatMul.Info];

    /// <summary>Floating-point operations of C[m,n] = A[m,k] B[k,n]: a multiplication and an addition for each product.</summary>
    public static long MatMulFlops(int m, int n, int k) => 2L * m * n * k;

    /// <summary>Least bytes C[m,n] = A[m,k] B[k,n] moves: each operand read once, the result written once.</summary>
    public static long MatMulBytes(int m, int n, int k, int elementBytes) =>
        ((long)m * k + (long)k * n + (long)m * n) * elementBytes;
}
