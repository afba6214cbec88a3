using System.Runtime.CompilerServices;

namespace InferBench.Kernels.Cpu.MatMul;

/// <summary>The step before on every thread of a pool.</summary>
public sealed unsafe class AllCoresMatMul : IDisposable
{
    private readonly MicroKernel tile;
    private readonly Blocking blocking;
    private readonly PackedBlock[] blocks;
    private readonly AlignedBuffer<float> b;
    private readonly WorkerPool pool;
    private readonly GuidedSchedule rowTiles;
    private readonly Action<int> pack, multiply;
    private MatMulProblem problem;
    private int column, columns, p, depth;
    private int next;

    /// <param name="m">Sizes of the problems it will compute.</param>
    public AllCoresMatMul(int m, int n, int k, InstructionSet set, WorkerPool pool)
    {
        tile = MicroKernel.For(set);
        blocking = Blocking.For(tile, m, n, k);
        blocks = [.. Enumerable.Range(0, pool.Count).Select(_ => new PackedBlock(tile, blocking.Rows, blocking.Depth))];
        b = new((long)blocking.Depth * blocking.Columns);
        this.pool = pool;
        rowTiles = new(pool.Count);
        pack = Pack;
        multiply = Multiply;
    }

    public static KernelInfo Info { get; } = MatMulStep.Of(
        6,
        "all_cores",
        "The same on all threads: B packed together, rows of C shared out in shrinking pieces",
        "The threads pack one block of B together, then each takes rows of C, many at first and few at the end, so that all "
        + "finish at the same time even where one is slower. The arithmetic of all cores binds.",
        new(2048, 2048, 2048),
        Create) with
    { Sets = [InstructionSet.Avx2, InstructionSet.Avx512], IsParallel = true };

    public void Run(in MatMulProblem problem)
    {
        this.problem = problem;
        for (column = 0; column < problem.N; column += blocking.Columns)
        {
            columns = Math.Min(blocking.Columns, problem.N - column);
            for (p = 0; p < problem.K; p += blocking.Depth)
            {
                depth = Math.Min(blocking.Depth, problem.K - p);
                next = 0;
                pool.Share(pack);
                rowTiles.Restart((problem.M + tile.Rows - 1) / tile.Rows);
                pool.Share(multiply);
            }
        }
    }

    public void Dispose()
    {
        foreach (var block in blocks)
            block.Dispose();
        b.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pack(int thread)
    {
        int width = tile.Columns;
        while ((Interlocked.Increment(ref next) - 1) * width is var first && first < columns)
        {
            float* from = problem.B + p * problem.LdB + column + first;
            Packing.PanelOfB(from, problem.LdB, depth, Math.Min(width, columns - first), width, b.Pointer + (nint)first * depth);
        }
    }

    // Large pieces use the packed block of B best.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(int thread)
    {
        while (rowTiles.Take(out int first, blocking.Rows / tile.Rows) is var tiles and > 0)
        {
            int row = first * tile.Rows, rows = Math.Min(tiles * tile.Rows, problem.M - row);
            blocks[thread].Multiply(problem, row, rows, column, columns, p, depth, b.Pointer);
        }
    }

    private static MatMulInstance Create(KernelSetup setup)
    {
        var all = new AllCoresMatMul(setup.Shape[0], setup.Shape[1], setup.Shape[2], setup.Set, setup.Pool);
        return new(setup, all.Run, all);
    }
}
