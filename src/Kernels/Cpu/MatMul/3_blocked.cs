using System.Runtime.CompilerServices;

namespace InferBench.Kernels.Cpu.MatMul;

/// <summary>A block of B stays in a cache while all rows of A pass by.</summary>
public static unsafe class BlockedMatMul
{
    public const int Depth = 64, Width = 128;

    public static KernelInfo Info { get; } = MatMulStep.Of(
        3,
        "blocked",
        "Blocks: what was brought into a cache or a register is used several times before it leaves",
        "The step before reads all of B for every row of A. Here a block of B stays in the first-level cache while all rows pass by, "
        + "and four rows of it are added to C at once, so that C is loaded and stored a quarter as often. The arithmetic, one number "
        + "at a time, now binds.",
        MatMulStep.BeyondCaches,
        setup => new MatMulInstance(setup, Run));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in MatMulProblem problem)
    {
        for (int i = 0; i < problem.M; i++)
            new Span<float>(problem.C + i * problem.LdC, problem.N).Clear();
        for (int j = 0; j < problem.N; j += Width)
        {
            for (int p = 0; p < problem.K; p += Depth)
                Add(problem, j, Math.Min(Width, problem.N - j), p, Math.Min(Depth, problem.K - p));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(in MatMulProblem problem, int firstColumn, int columns, int first, int depth)
    {
        var (a, b, c, m, _, _, lda, ldb, ldc) = problem;
        for (int i = 0; i < m; i++)
        {
            float* row = c + i * ldc + firstColumn, factors = a + i * lda + first, from = b + first * ldb + firstColumn;
            int p = 0;
            for (; p <= depth - 4; p += 4, from += 4 * ldb)
            {
                float f0 = factors[p], f1 = factors[p + 1], f2 = factors[p + 2], f3 = factors[p + 3];
                float* b1 = from + ldb, b2 = b1 + ldb, b3 = b2 + ldb;
                for (int j = 0; j < columns; j++)
                    row[j] += f0 * from[j] + f1 * b1[j] + (f2 * b2[j] + f3 * b3[j]);
            }

            for (; p < depth; p++, from += ldb)
            {
                for (int j = 0; j < columns; j++)
                    row[j] += factors[p] * from[j];
            }
        }
    }
}
