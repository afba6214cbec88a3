using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace InferBench.Runner.Models.Synthesis;

/// <summary>
/// Symmetric 4-bit quantisation as MatMulNBits reads it: value = (q - 8) * scale, q in 0..15, even elements in the low
/// half of a byte. The element of largest magnitude becomes q = 0 exactly, so the scale takes the opposite of its sign.
/// </summary>
internal static class Int4Blocks
{
    private const int ZeroPoint = 8;
    private const int Unit = 16;

    /// <summary>Scale of one block; 0 where all elements are.</summary>
    public static float Scale(ReadOnlySpan<float> block)
    {
        ReadOnlySpan<Vector256<float>> vectors = MemoryMarshal.Cast<float, Vector256<float>>(block);
        Vector256<float> high = vectors[0], low = vectors[0];
        foreach (Vector256<float> v in vectors[1..])
        {
            high = Vector256.MaxNative(high, v);
            low = Vector256.MinNative(low, v);
        }

        float most = Max(high), least = -Max(-low);
        return (most >= -least ? most : least) / -ZeroPoint;
    }

    /// <summary>Packs a block, a multiple of 16 elements, into half as many bytes.</summary>
    public static void Pack(ReadOnlySpan<float> block, float scale, Span<byte> destination)
    {
        Vector256<float> inverse = Vector256.Create(scale == 0 ? 0 : 1 / scale);
        ReadOnlySpan<Vector256<float>> vectors = MemoryMarshal.Cast<float, Vector256<float>>(block);
        Span<ulong> packed = MemoryMarshal.Cast<byte, ulong>(destination);
        for (int i = 0; i < block.Length / Unit; i++)
        {
            // 16 values of 0..15 as 16-bit lanes; then each pair of lanes becomes one byte.
            Vector256<uint> pairs = Vector256.Narrow(
                Round(vectors[2 * i] * inverse), Round(vectors[(2 * i) + 1] * inverse)).AsUInt32();
            Vector256<uint> bytes = (pairs | (pairs >>> 12)) & Vector256.Create(0xFFu);
            Vector128<ushort> words = Vector128.Narrow(bytes.GetLower(), bytes.GetUpper());
            packed[i] = Vector128.Narrow(words, words).AsUInt64()[0];
        }
    }

    // |v / scale| is at most 8 and a rounding error, so that only the upper end needs clamping before truncation.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Round(Vector256<float> scaled) =>
        Vector256.Min(Vector256.ConvertToInt32Native(scaled + Vector256.Create(ZeroPoint + 0.5f)), Vector256.Create(15));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Max(Vector256<float> v)
    {
        Vector128<float> four = Vector128.MaxNative(v.GetLower(), v.GetUpper());
        Vector128<float> two = Vector128.MaxNative(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        return Vector128.MaxNative(two, Vector128.Shuffle(two, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }
}
