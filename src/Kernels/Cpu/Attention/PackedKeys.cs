using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferBench.Kernels.Cpu.Attention;

/// <summary>
/// Keys transposed so that neighbouring keys are neighbouring lanes: panels [head size, columns] of so many keys. Lanes
/// beyond the last key hold what was there; nobody looks at their scores.
/// </summary>
internal static unsafe class PackedKeys
{
    private const int Block = 8;

    /// <summary>Transposes one panel.</summary>
    /// <param name="keys">[count, head size].</param>
    /// <param name="count">Keys, at most <paramref name="columns"/>.</param>
    /// <param name="panel">[head size, columns].</param>
    public static void Pack(float* keys, int count, int headSize, float* panel, int columns)
    {
        int key = 0;
        for (; key + Block <= count; key += Block)
        {
            for (int d = 0; d < headSize; d += Block)
                Transpose(keys + key * headSize + d, headSize, panel + d * columns + key, columns);
        }

        for (; key < count; key++)
        {
            for (int d = 0; d < headSize; d++)
                panel[d * columns + key] = keys[key * headSize + d];
        }
    }

    private static void Transpose(float* from, int fromStride, float* to, int toStride)
    {
        // Pairs of rows, four apart, share a register, so that the last exchange of halves is done by the loads.
        var a = Pair(from, fromStride, 0);
        var b = Pair(from, fromStride, 1);
        var c = Pair(from, fromStride, 2);
        var d = Pair(from, fromStride, 3);
        Store(a, b, c, d, to, toStride);
        a = Pair(from + 4, fromStride, 0);
        b = Pair(from + 4, fromStride, 1);
        c = Pair(from + 4, fromStride, 2);
        d = Pair(from + 4, fromStride, 3);
        Store(a, b, c, d, to + 4 * toStride, toStride);
    }

    private static Vector256<float> Pair(float* from, int stride, int row) =>
        Avx.InsertVector128(Sse.LoadVector128(from + row * stride).ToVector256Unsafe(), Sse.LoadVector128(from + (row + 4) * stride), 1);

    private static void Store(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, float* to, int stride)
    {
        var abLow = Avx.UnpackLow(a, b).AsDouble();
        var abHigh = Avx.UnpackHigh(a, b).AsDouble();
        var cdLow = Avx.UnpackLow(c, d).AsDouble();
        var cdHigh = Avx.UnpackHigh(c, d).AsDouble();
        Avx.Store(to, Avx.UnpackLow(abLow, cdLow).AsSingle());
        Avx.Store(to + stride, Avx.UnpackHigh(abLow, cdLow).AsSingle());
        Avx.Store(to + 2 * stride, Avx.UnpackLow(abHigh, cdHigh).AsSingle());
        Avx.Store(to + 3 * stride, Avx.UnpackHigh(abHigh, cdHigh).AsSingle());
    }
}
