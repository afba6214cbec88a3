namespace InferBench.Kernels.Cpu.MatMul;

/// <summary>Three nested loops, one product after another: the foot of the ladder.</summary>
public static class NaiveMatMul
{
    /// <summary>C[m,n] = A[m,k] B[k,n], all row-major.</summary>
    public static void Run(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int m, int n, int k)
    {
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                float sum = 0;
                for (int p = 0; p < k; p++)
                    sum += a[i * k + p] * b[p * n + j];
                c[i * n + j] = sum;
            }
        }
    }
}
