using System.Runtime.CompilerServices;

namespace InferBench.Kernels.Cpu.MatMul;

/// <summary>One thread's block of A, packed, and its multiplication with a packed block of B.</summary>
/// <param name="rows">The most rows of a block, a multiple of the tile's.</param>
/// <param name="depth">The most columns of A.</param>
internal sealed unsafe class PackedBlock(MicroKernel tile, int rows, int depth) : IDisposable
{
    private readonly AlignedBuffer<float> a = new((long)rows * depth + Packing.Slack);
    private readonly AlignedBuffer<float> edge = new(tile.Rows * tile.Columns);

    /// <summary>C[rows, columns] of the problem from this place on = or += A[rows, depth] B[depth, columns].</summary>
    /// <param name="row">First row; <paramref name="column"/> the first column, <paramref name="p"/> the first of k.</param>
    /// <param name="b">The block of B in panels; sums over it are added where it is not the first of its columns.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Multiply(in MatMulProblem problem, int row, int rows, int column, int columns, int p, int depth, float* b)
    {
        int height = tile.Rows, width = tile.Columns;
        for (int i = 0; i < rows; i += height)
            Packing.PanelOfA(problem.A + (row + i) * problem.LdA + p, problem.LdA, Math.Min(height, rows - i), depth, height, a.Pointer + (nint)i * depth);
        for (int j = 0; j < columns; j += width)
        {
            float* c = problem.C + row * problem.LdC + column + j;
            for (int i = 0; i < rows; i += height, c += height * problem.LdC)
            {
                float* panelOfA = a.Pointer + (nint)i * depth, panelOfB = b + (nint)j * depth;
                if (rows - i >= height && columns - j >= width)
                    tile.Run(panelOfA, panelOfB, c, problem.LdC, depth, p > 0);
                else
                    Edge(panelOfA, panelOfB, c, problem.LdC, Math.Min(height, rows - i), Math.Min(width, columns - j), depth, p > 0);
            }
        }
    }

    public void Dispose()
    {
        a.Dispose();
        edge.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Edge(float* panelOfA, float* panelOfB, float* c, nint ldc, int rows, int columns, int depth, bool add)
    {
        tile.Run(panelOfA, panelOfB, edge.Pointer, tile.Columns, depth, false);
        for (int i = 0; i < rows; i++, c += ldc)
        {
            float* from = edge.Pointer + i * tile.Columns;
            for (int j = 0; j < columns; j++)
                c[j] = add ? c[j] + from[j] : from[j];
        }
    }
}
