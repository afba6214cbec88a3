using System.Runtime.Intrinsics;

namespace InferBench.Kernels.Cpu;

/// <summary>Seeded N(0,1) numbers: inputs of kernels.</summary>
public static unsafe class Normal
{
    private const int Block = 16, Piece = 1 << 18;
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    /// <summary>
    /// Fills with independent numbers of mean 0 and variance 1: Box-Muller on SplitMix64 (Steele et al., Fast Splittable
    /// Pseudorandom Number Generators), of which each number makes two.
    /// </summary>
    public static void Fill(Span<float> values, ulong seed)
    {
        fixed (float* pointer = values)
            Fill(pointer, values.Length, seed);
    }

    /// <summary>The same for more than a span holds.</summary>
    public static void Fill(float* values, long length, ulong seed)
    {
        // The state is a count, so any place can be reached at once.
        int pieces = (int)((length + Piece - 1) / Piece);
        Parallel.For(0, pieces, i => FillPiece(values + (long)i * Piece, (int)Math.Min(Piece, length - (long)i * Piece), seed + (ulong)i * (Piece / 2) * Gamma));
    }

    private static void FillPiece(float* values, int length, ulong seed)
    {
        var state = Vector256.Create(seed) + Vector256.Create(1UL, 2, 3, 4) * Gamma;
        var last = stackalloc float[Block];
        for (int i = 0; i < length; i += Block, state += Vector256.Create(unchecked(8 * Gamma)))
        {
            float* to = length - i >= Block ? values + i : last;
            var (left, right) = Pairs(Mix(state), Mix(state + Vector256.Create(unchecked(4 * Gamma))));
            left.Store(to);
            right.Store(to + Block / 2);
            if (to == last)
                new Span<float>(last, length - i).CopyTo(new(values + i, length - i));
        }
    }

    private static Vector256<ulong> Mix(Vector256<ulong> z)
    {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EB;
        return z ^ (z >>> 31);
    }

    // The high half of each number makes the radius, the low half the angle, 24 bits each.
    private static (Vector256<float> Left, Vector256<float> Right) Pairs(Vector256<ulong> first, Vector256<ulong> second)
    {
        var unit = Vector256.Create(1f / (1 << 24));
        var high = Vector256.Narrow(first >>> 40, second >>> 40).AsInt32();
        var low = Vector256.Narrow(first & Vector256.Create(0xFFFFFFUL), second & Vector256.Create(0xFFFFFFUL)).AsInt32();
        var radius = Vector256.Sqrt(-2 * Vector256.Log(Vector256.ConvertToSingle(high + Vector256<int>.One) * unit));
        var (sin, cos) = Vector256.SinCos(Vector256.ConvertToSingle(low) * (unit * (2 * MathF.PI)));
        return (radius * cos, radius * sin);
    }
}
