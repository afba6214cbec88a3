using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferBench.Kernels.Cpu.MatMul;

/// <summary>
/// Copies of A and B in the order in which the micro-kernel reads them: panels as wide as its tile, filled up with zeros at
/// the edge.
/// </summary>
internal static unsafe class Packing
{
    /// <summary>Elements that <see cref="PanelOfA"/> writes past the end of a panel.</summary>
    public const int Slack = 4;

    private const int FloatsOfLine = 16, RowsAhead = 16;

    /// <summary>
    /// A[rows, depth] to panel[depth][height]; the height is even. Past the panel's end it leaves rubbish, which the next panel overwrites.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PanelOfA(float* a, nint lda, int rows, int depth, int height, float* panel)
    {
        if (rows < height)
        {
            PartOfA(a, lda, rows, 0, depth, height, panel);
            return;
        }

        // The last four rows first: where they are two only, what is written beyond them belongs to the first rows.
        int whole = depth & ~3;
        for (int row = (height - 1) & ~3; row >= 0; row -= 4)
        {
            float* a0 = a + row * lda, a1 = a0 + lda, a2 = row + 2 < height ? a1 + lda : a0, a3 = row + 2 < height ? a2 + lda : a1;
            float* to = panel + row, ahead = row > 0 ? a0 - 4 * lda : a + height * lda;
            for (int p = 0; p < whole; p += 4, to += 4 * height)
            {
                if (p % FloatsOfLine == 0)
                    PrefetchRows(ahead + p, lda);
                Vector128<float> r0 = Vector128.Load(a0 + p), r1 = Vector128.Load(a1 + p), r2 = Vector128.Load(a2 + p), r3 = Vector128.Load(a3 + p);
                Transpose(ref r0, ref r1, ref r2, ref r3);
                r0.Store(to);
                r1.Store(to + height);
                r2.Store(to + 2 * height);
                r3.Store(to + 3 * height);
            }
        }

        PartOfA(a, lda, rows, whole, depth, height, panel);
    }

    /// <summary>B[depth, columns] to panel[depth][width]; the width is a multiple of 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PanelOfB(float* b, nint ldb, int depth, int columns, int width, float* panel)
    {
        if (columns < width)
        {
            for (int p = 0; p < depth; p++, b += ldb, panel += width)
            {
                new Span<float>(b, columns).CopyTo(new(panel, columns));
                new Span<float>(panel + columns, width - columns).Clear();
            }

            return;
        }

        for (int p = 0; p < depth; p++, b += ldb, panel += width)
        {
            Sse.Prefetch1(b + RowsAhead * ldb);
            Sse.Prefetch1(b + RowsAhead * ldb + width - 1);
            for (int j = 0; j < width; j += 8)
                Vector256.Load(b + j).Store(panel + j);
        }
    }

    // To the second level: rows that are a power of two apart fall into one set of the first.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PrefetchRows(float* row, nint ld)
    {
        Sse.Prefetch1(row);
        Sse.Prefetch1(row + ld);
        Sse.Prefetch1(row + 2 * ld);
        Sse.Prefetch1(row + 3 * ld);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PartOfA(float* a, nint lda, int rows, int first, int depth, int height, float* panel)
    {
        for (int p = first; p < depth; p++)
        {
            for (int row = 0; row < height; row++)
                panel[p * height + row] = row < rows ? a[row * lda + p] : 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(ref Vector128<float> r0, ref Vector128<float> r1, ref Vector128<float> r2, ref Vector128<float> r3)
    {
        Vector128<float> low01 = Sse.UnpackLow(r0, r1), low23 = Sse.UnpackLow(r2, r3);
        Vector128<float> high01 = Sse.UnpackHigh(r0, r1), high23 = Sse.UnpackHigh(r2, r3);
        r0 = Sse.MoveLowToHigh(low01, low23);
        r1 = Sse.MoveHighToLow(low23, low01);
        r2 = Sse.MoveLowToHigh(high01, high23);
        r3 = Sse.MoveHighToLow(high23, high01);
    }
}
