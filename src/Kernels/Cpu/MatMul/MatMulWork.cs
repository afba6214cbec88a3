namespace InferBench.Kernels.Cpu.MatMul;

/// <summary>The work of C[m,n] = A[m,k] B[k,n] in float32.</summary>
public static class MatMulWork
{
    /// <summary>A multiplication and an addition for each product; each operand read once, the result written once.</summary>
    public static KernelWork Of(int m, int n, int k) =>
        new(2L * m * n * k, ((long)m * k + (long)k * n + (long)m * n) * sizeof(float));
}
