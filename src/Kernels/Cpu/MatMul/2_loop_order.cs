using System.Runtime.CompilerServices;

namespace InferBench.Kernels.Cpu.MatMul;

/// <summary>The inner loop walks along rows of B and C.</summary>
public static unsafe class LoopOrderMatMul
{
    public static KernelInfo Info { get; } = MatMulStep.Of(
        2,
        "loop_order",
        "The same products in another order: the inner loop walks along rows",
        "With k as the middle loop, one number of A multiplies a whole row of B into a row of C. Neighbours in memory are used one "
        + "after another and the additions no longer wait for each other; now every product loads and stores C.",
        new(512, 512, 512),
        setup => new MatMulInstance(setup, Run));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in MatMulProblem problem)
    {
        var (a, b, c, m, n, k, lda, ldb, ldc) = problem;
        for (int i = 0; i < m; i++)
        {
            float* row = c + i * ldc;
            new Span<float>(row, n).Clear();
            for (int p = 0; p < k; p++)
            {
                float factor = a[i * lda + p];
                float* from = b + p * ldb;
                for (int j = 0; j < n; j++)
                    row[j] += factor * from[j];
            }
        }
    }
}
