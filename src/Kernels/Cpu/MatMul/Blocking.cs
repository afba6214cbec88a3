namespace InferBench.Kernels.Cpu.MatMul;

/// <summary>
/// How a problem is cut so that each piece stays in its cache (Goto and van de Geijn, Anatomy of High-Performance Matrix
/// Multiplication). Pieces are made equal, so that none is left small.
/// </summary>
internal readonly record struct Blocking(int Rows, int Columns, int Depth)
{
    /// <summary>
    /// A panel of A and one of B in twice the first level, since the second feeds them easily and longer sums load and store
    /// C less; a block of A[Rows, Depth] in a quarter of the second; a block of B[Depth, Columns] in a quarter of the third.
    /// </summary>
    public static Blocking For(MicroKernel tile, int m, int n, int k)
    {
        int depth = Even(k, Most(2 * CacheSizes.L1, tile.Rows + tile.Columns), 4);
        int rows = Even(m, Most(CacheSizes.L2 / 4, depth), tile.Rows);
        int columns = Even(n, Most(CacheSizes.L3 / 4, depth), tile.Columns);
        return new(rows, columns, depth);
    }

    private static int Most(long bytes, int floats) => (int)Math.Min(bytes / (floats * sizeof(float)), 1 << 16);

    private static int Even(int size, int most, int unit)
    {
        int pieces = (size + most - 1) / most;
        int piece = (size + pieces - 1) / pieces;
        return (piece + unit - 1) / unit * unit;
    }
}
