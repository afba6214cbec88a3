using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace InferBench.Runner.Models.Synthesis;

/// <summary>
/// Symmetric quantisation of one block as MatMulNBits reads it: value = (q - z) * scale, with z = 2^(bits - 1) and q in
/// 0..2z - 1. The element of largest magnitude becomes q = 0, so the scale takes the opposite of its sign.
/// A block is a multiple of 16 finite elements.
/// </summary>
internal static class QuantizedBlock
{
    private const int Unit = 16;

    /// <summary>Scale of a block, before it is rounded to the type it is stored in; 0 where all elements are.</summary>
    public static float Scale(ReadOnlySpan<float> block, int bits)
    {
        ReadOnlySpan<Vector256<float>> vectors = MemoryMarshal.Cast<float, Vector256<float>>(block);
        Vector256<float> high = vectors[0], low = vectors[0];
        foreach (Vector256<float> v in vectors[1..])
        {
            high = Vector256.MaxNative(high, v);
            low = Vector256.MinNative(low, v);
        }

        float most = Max(high), least = -Max(-low);
        return (most >= -least ? most : least) / -ZeroPoint(bits);
    }

    /// <summary>Stores a block's integers against the scale as it is stored: the even of two 4-bit ones in the low half.</summary>
    /// <param name="block">Elements.</param>
    /// <param name="bits">4 or 8.</param>
    /// <param name="scale">0 stores the zero point everywhere.</param>
    /// <param name="destination">bits / 8 bytes for each element.</param>
    public static void Pack(ReadOnlySpan<float> block, int bits, float scale, Span<byte> destination)
    {
        // Divided, because the inverse of the smallest scales is infinite.
        Vector256<float> divisor = Vector256.Create(scale == 0 ? float.PositiveInfinity : scale);
        ReadOnlySpan<Vector256<float>> vectors = MemoryMarshal.Cast<float, Vector256<float>>(block);
        int zero = ZeroPoint(bits);
        if (bits == 4)
            Pack4(vectors, divisor, zero, MemoryMarshal.Cast<byte, ulong>(destination));
        else
            Pack8(vectors, divisor, zero, MemoryMarshal.Cast<byte, Vector128<byte>>(destination));
    }

    private static int ZeroPoint(int bits) => 1 << (bits - 1);

    private static void Pack4(
        ReadOnlySpan<Vector256<float>> vectors, Vector256<float> divisor, int zero, Span<ulong> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            // 16 values of 0..15 as 16-bit lanes; then each pair of lanes becomes one byte.
            Vector256<uint> pairs = Round(vectors, i, divisor, zero).AsUInt32();
            Vector256<uint> bytes = (pairs | (pairs >>> 12)) & Vector256.Create(0xFFu);
            Vector128<ushort> words = Vector128.Narrow(bytes.GetLower(), bytes.GetUpper());
            destination[i] = Vector128.Narrow(words, words).AsUInt64()[0];
        }
    }

    private static void Pack8(
        ReadOnlySpan<Vector256<float>> vectors, Vector256<float> divisor, int zero, Span<Vector128<byte>> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            Vector256<ushort> words = Round(vectors, i, divisor, zero).AsUInt16();
            destination[i] = Vector128.Narrow(words.GetLower(), words.GetUpper());
        }
    }

    /// <summary>The integers of 16 elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Round(
        ReadOnlySpan<Vector256<float>> vectors, int unit, Vector256<float> divisor, int zero)
    {
        int first = unit * Unit / Vector256<float>.Count;
        return Vector256.Narrow(Round(vectors[first] / divisor, zero), Round(vectors[first + 1] / divisor, zero));
    }

    // The upper end is one step short of the largest magnitude; a rounded scale can put either end out of range.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Round(Vector256<float> steps, int zero)
    {
        Vector256<float> shifted = steps + Vector256.Create(zero + 0.5f);
        Vector256<float> most = Vector256.Create((2 * zero) - 0.5f);
        return Vector256.ConvertToInt32Native(Vector256.MaxNative(Vector256.MinNative(shifted, most), Vector256<float>.Zero));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Max(Vector256<float> v)
    {
        Vector128<float> four = Vector128.MaxNative(v.GetLower(), v.GetUpper());
        Vector128<float> two = Vector128.MaxNative(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        return Vector128.MaxNative(two, Vector128.Shuffle(two, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }
}
