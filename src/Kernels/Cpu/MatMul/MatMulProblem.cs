namespace InferBench.Kernels.Cpu.MatMul;

/// <summary>C[m,n] = A[m,k] B[k,n] in float32, each row-major.</summary>
/// <param name="lda">Elements from one row of A to the next, k or more; likewise for B and C.</param>
public readonly unsafe struct MatMulProblem(float* a, float* b, float* c, int m, int n, int k, nint lda, nint ldb, nint ldc)
{
    /// <summary>Rows that lie without a gap.</summary>
    public MatMulProblem(float* a, float* b, float* c, int m, int n, int k)
        : this(a, b, c, m, n, k, k, n, n)
    {
    }

    public float* A { get; } = a;

    public float* B { get; } = b;

    public float* C { get; } = c;

    public int M { get; } = m;

    public int N { get; } = n;

    public int K { get; } = k;

    public nint LdA { get; } = lda;

    public nint LdB { get; } = ldb;

    public nint LdC { get; } = ldc;

    public void Deconstruct(
        out float* a, out float* b, out float* c, out int m, out int n, out int k, out nint lda, out nint ldb, out nint ldc)
    {
        (m, n, k, lda, ldb, ldc) = (M, N, K, LdA, LdB, LdC);
        a = A;
        b = B;
        c = C;
    }
}
