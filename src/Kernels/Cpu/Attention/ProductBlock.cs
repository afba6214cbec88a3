using InferBench.Kernels.Cpu.Lanes;

namespace InferBench.Kernels.Cpu.Attention;

/// <summary>
/// A small matrix product with its result in registers: C[6, columns] = keep·C + A[6, depth] B[depth, columns], all with
/// rows at a stride. A null keep leaves out what C held.
/// </summary>
internal static unsafe class ProductBlock<TVector, TLanes>
    where TVector : struct
    where TLanes : ILanes<TVector>
{
    /// <summary>Rows of a block.</summary>
    public const int Rows = 6;

    /// <summary>Columns of a wide block: as many accumulators as the registers hold.</summary>
    public static int Columns => (TLanes.Registers == 32 ? 4 : 2) * TLanes.Count;

    /// <summary><see cref="Columns"/> columns.</summary>
    public static void Wide(int depth, float* a, nint aStride, float* b, nint bStride, float* c, nint cStride, float* keep)
    {
        if (TLanes.Registers == 32)
            Four(depth, a, aStride, b, bStride, c, cStride, keep);
        else
            Two(depth, a, aStride, b, bStride, c, cStride, keep);
    }

    /// <summary>One vector of columns.</summary>
    public static void Narrow(int depth, float* a, nint aStride, float* b, nint bStride, float* c, nint cStride, float* keep)
    {
        TVector c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default;
        float* a1 = a + aStride, a2 = a1 + aStride, a3 = a2 + aStride, a4 = a3 + aStride, a5 = a4 + aStride;
        for (nint p = 0; p < depth; p++, b += bStride)
        {
            TVector b0 = TLanes.Load(b);
            c0 = TLanes.MultiplyAdd(TLanes.Fill(a[p]), b0, c0);
            c1 = TLanes.MultiplyAdd(TLanes.Fill(a1[p]), b0, c1);
            c2 = TLanes.MultiplyAdd(TLanes.Fill(a2[p]), b0, c2);
            c3 = TLanes.MultiplyAdd(TLanes.Fill(a3[p]), b0, c3);
            c4 = TLanes.MultiplyAdd(TLanes.Fill(a4[p]), b0, c4);
            c5 = TLanes.MultiplyAdd(TLanes.Fill(a5[p]), b0, c5);
        }

        Put(c, keep, 0, c0);
        Put(c + cStride, keep, 1, c1);
        Put(c + 2 * cStride, keep, 2, c2);
        Put(c + 3 * cStride, keep, 3, c3);
        Put(c + 4 * cStride, keep, 4, c4);
        Put(c + 5 * cStride, keep, 5, c5);
    }

    private static void Two(int depth, float* a, nint aStride, float* b, nint bStride, float* c, nint cStride, float* keep)
    {
        TVector c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        TVector c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        float* a1 = a + aStride, a2 = a1 + aStride, a3 = a2 + aStride, a4 = a3 + aStride, a5 = a4 + aStride;
        for (nint p = 0; p < depth; p++, b += bStride)
        {
            TVector b0 = TLanes.Load(b), b1 = TLanes.Load(b + TLanes.Count);
            TVector x = TLanes.Fill(a[p]);
            c00 = TLanes.MultiplyAdd(x, b0, c00);
            c01 = TLanes.MultiplyAdd(x, b1, c01);
            x = TLanes.Fill(a1[p]);
            c10 = TLanes.MultiplyAdd(x, b0, c10);
            c11 = TLanes.MultiplyAdd(x, b1, c11);
            x = TLanes.Fill(a2[p]);
            c20 = TLanes.MultiplyAdd(x, b0, c20);
            c21 = TLanes.MultiplyAdd(x, b1, c21);
            x = TLanes.Fill(a3[p]);
            c30 = TLanes.MultiplyAdd(x, b0, c30);
            c31 = TLanes.MultiplyAdd(x, b1, c31);
            x = TLanes.Fill(a4[p]);
            c40 = TLanes.MultiplyAdd(x, b0, c40);
            c41 = TLanes.MultiplyAdd(x, b1, c41);
            x = TLanes.Fill(a5[p]);
            c50 = TLanes.MultiplyAdd(x, b0, c50);
            c51 = TLanes.MultiplyAdd(x, b1, c51);
        }

        Put(c, keep, 0, c00, c01);
        Put(c + cStride, keep, 1, c10, c11);
        Put(c + 2 * cStride, keep, 2, c20, c21);
        Put(c + 3 * cStride, keep, 3, c30, c31);
        Put(c + 4 * cStride, keep, 4, c40, c41);
        Put(c + 5 * cStride, keep, 5, c50, c51);
    }

    private static void Four(int depth, float* a, nint aStride, float* b, nint bStride, float* c, nint cStride, float* keep)
    {
        TVector c00 = default, c01 = default, c02 = default, c03 = default, c10 = default, c11 = default, c12 = default, c13 = default;
        TVector c20 = default, c21 = default, c22 = default, c23 = default, c30 = default, c31 = default, c32 = default, c33 = default;
        TVector c40 = default, c41 = default, c42 = default, c43 = default, c50 = default, c51 = default, c52 = default, c53 = default;
        float* a1 = a + aStride, a2 = a1 + aStride, a3 = a2 + aStride, a4 = a3 + aStride, a5 = a4 + aStride;
        for (nint p = 0; p < depth; p++, b += bStride)
        {
            TVector b0 = TLanes.Load(b), b1 = TLanes.Load(b + TLanes.Count);
            TVector b2 = TLanes.Load(b + 2 * TLanes.Count), b3 = TLanes.Load(b + 3 * TLanes.Count);
            TVector x = TLanes.Fill(a[p]);
            c00 = TLanes.MultiplyAdd(x, b0, c00);
            c01 = TLanes.MultiplyAdd(x, b1, c01);
            c02 = TLanes.MultiplyAdd(x, b2, c02);
            c03 = TLanes.MultiplyAdd(x, b3, c03);
            x = TLanes.Fill(a1[p]);
            c10 = TLanes.MultiplyAdd(x, b0, c10);
            c11 = TLanes.MultiplyAdd(x, b1, c11);
            c12 = TLanes.MultiplyAdd(x, b2, c12);
            c13 = TLanes.MultiplyAdd(x, b3, c13);
            x = TLanes.Fill(a2[p]);
            c20 = TLanes.MultiplyAdd(x, b0, c20);
            c21 = TLanes.MultiplyAdd(x, b1, c21);
            c22 = TLanes.MultiplyAdd(x, b2, c22);
            c23 = TLanes.MultiplyAdd(x, b3, c23);
            x = TLanes.Fill(a3[p]);
            c30 = TLanes.MultiplyAdd(x, b0, c30);
            c31 = TLanes.MultiplyAdd(x, b1, c31);
            c32 = TLanes.MultiplyAdd(x, b2, c32);
            c33 = TLanes.MultiplyAdd(x, b3, c33);
            x = TLanes.Fill(a4[p]);
            c40 = TLanes.MultiplyAdd(x, b0, c40);
            c41 = TLanes.MultiplyAdd(x, b1, c41);
            c42 = TLanes.MultiplyAdd(x, b2, c42);
            c43 = TLanes.MultiplyAdd(x, b3, c43);
            x = TLanes.Fill(a5[p]);
            c50 = TLanes.MultiplyAdd(x, b0, c50);
            c51 = TLanes.MultiplyAdd(x, b1, c51);
            c52 = TLanes.MultiplyAdd(x, b2, c52);
            c53 = TLanes.MultiplyAdd(x, b3, c53);
        }

        nint half = 2 * TLanes.Count;
        Put(c, keep, 0, c00, c01);
        Put(c + half, keep, 0, c02, c03);
        Put(c += cStride, keep, 1, c10, c11);
        Put(c + half, keep, 1, c12, c13);
        Put(c += cStride, keep, 2, c20, c21);
        Put(c + half, keep, 2, c22, c23);
        Put(c += cStride, keep, 3, c30, c31);
        Put(c + half, keep, 3, c32, c33);
        Put(c += cStride, keep, 4, c40, c41);
        Put(c + half, keep, 4, c42, c43);
        Put(c += cStride, keep, 5, c50, c51);
        Put(c + half, keep, 5, c52, c53);
    }

    private static void Put(float* c, float* keep, int row, TVector first, TVector second)
    {
        Put(c, keep, row, first);
        Put(c + TLanes.Count, keep, row, second);
    }

    private static void Put(float* c, float* keep, int row, TVector sum) =>
        TLanes.Store(c, keep is null ? sum : TLanes.MultiplyAdd(TLanes.Load(c), TLanes.Fill(keep[row]), sum));
}
