using System.Runtime.CompilerServices;

namespace InferBench.Kernels.Cpu.MatMul;

/// <summary>Three nested loops, one product after another: the foot of the ladder.</summary>
public static unsafe class NaiveMatMul
{
    public static KernelInfo Info { get; } = MatMulStep.Of(
        1,
        "naive",
        "Three nested loops: each element of C is a row of A times a column of B",
        "The textbook formula. Each sum waits for its last addition, and walking down a column of B takes a whole cache line "
        + "for every number used: latency binds, not arithmetic.",
        new(128, 128, 128),
        setup => new MatMulInstance(setup, Run));

    // Optimised at its first call: otherwise the first launches would run half-optimised loops.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in MatMulProblem problem)
    {
        var (a, b, c, m, n, k, lda, ldb, ldc) = problem;
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                float sum = 0;
                for (int p = 0; p < k; p++)
                    sum += a[i * lda + p] * b[p * ldb + j];
                c[i * ldc + j] = sum;
            }
        }
    }
}
