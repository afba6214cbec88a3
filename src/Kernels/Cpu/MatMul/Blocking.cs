namespace InferBench.Kernels.Cpu.MatMul;

/// <summary>
/// How a problem is cut so that each piece stays in its cache (Goto and van de Geijn, Anatomy of High-Performance Matrix
/// Multiplication): a panel of B[Depth, tile columns] in the first level beside one of A, a block of A[Rows, Depth] in half of
/// the second, a block of B[Depth, Columns] in a quarter of the third. Pieces are made equal, so that none is left small.
/// </summary>
internal readonly record struct Blocking(int Rows, int Columns, int Depth)
{
    public static Blocking For(MicroKernel tile, int m, int n, int k)
    {
        int depth = Even(k, (int)(CacheSizes.L1 * 2 / 3) / (tile.Columns * sizeof(float)), 4);
        int rows = Even(m, (int)(CacheSizes.L2 / 2) / (depth * sizeof(float)), tile.Rows);
        int columns = Even(n, (int)(CacheSizes.L3 / 4) / (depth * sizeof(float)), tile.Columns);
        return new(rows, columns, depth);
    }

    private static int Even(int size, int most, int unit)
    {
        int pieces = (size + most - 1) / most;
        int piece = (size + pieces - 1) / pieces;
        return (piece + unit - 1) / unit * unit;
    }
}
