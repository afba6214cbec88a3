using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace InferBench.Runner.Models.Synthesis;

/// <summary>
/// The random numbers of one tensor. Element i depends on (seed, name, i) alone: two rounds of a 32-bit multiply and
/// xor-shift mix (the "lowbias32" constants of Wellons' hash prospector) over i and the tensor's keys, a third for 32
/// bits more, and the sum of the four 16-bit lanes is near enough a normal variate (Irwin-Hall).
/// Integer operations and single IEEE multiplications and additions only: the same bytes on every machine.
/// </summary>
internal readonly struct RandomTensor
{
    // Neighbours start far apart, which costs nothing: a constant is added from one to the next.
    private const uint Step = 0x9E3779B9;
    private const uint FirstFactor = 0x21F0AAAD;
    private const uint SecondFactor = 0x735A2D97;
    private const uint ThirdFactor = 0x85EBCA6B;
    private const uint LowLane = ushort.MaxValue;
    private const int SumMean = 2 * ushort.MaxValue;

    // Variance of a sum of four uniform integers below 2^16.
    private const double SumVariance = ((65536.0 * 65536.0) - 1) / 3;

    private readonly ulong key;
    private readonly float scale;
    private readonly float mean;

    public RandomTensor(long seed, string name, double deviation, float mean = 0)
    {
        key = Mix(Mix((ulong)seed) ^ Fnv1a(name));
        scale = (float)(deviation / Math.Sqrt(SumVariance));
        this.mean = mean;
    }

    /// <summary>Element <paramref name="index"/>.</summary>
    public float this[long index]
    {
        get
        {
            (uint first, uint second) = Keys(index);
            uint x = ((uint)index * Step) + first;
            x = (x ^ (x >> 16)) * FirstFactor;
            x = ((x ^ (x >> 15)) + second) * SecondFactor;
            x ^= x >> 15;
            uint y = (x ^ (x >> 13)) * ThirdFactor;
            int sum = (int)((x & LowLane) + (x >> 16) + (y & LowLane) + (y >> 16)) - SumMean;
            return (sum * scale) + mean;
        }
    }

    /// <summary>Elements <paramref name="first"/>, first + stride, first + 2 stride, ...</summary>
    public void Fill(Span<float> destination, long first, long stride)
    {
        int done = 0;
        while (destination.Length - done >= Vector256<float>.Count)
        {
            long start = first + (done * stride);
            // All of these have the high half of the index, and with it the keys, in common.
            long alike = ((long)(uint.MaxValue - (uint)start) / stride) + 1;
            Span<float> part = destination[done..(int)Math.Min(destination.Length, done + alike)];
            done += FillVectors(part, start, (uint)stride);
            for (int end = done + (part.Length % Vector256<float>.Count); done < end; done++)
                destination[done] = this[first + (done * stride)];
        }

        for (; done < destination.Length; done++)
            destination[done] = this[first + (done * stride)];
    }

    private int FillVectors(Span<float> destination, long first, uint stride)
    {
        (uint firstKey, uint secondKey) = Keys(first);
        Vector256<uint> index = Vector256.Create(((uint)first * Step) + firstKey) + (Vector256<uint>.Indices * (stride * Step));
        Vector256<uint> advance = Vector256.Create((uint)Vector256<uint>.Count * stride * Step);
        Vector256<uint> second = Vector256.Create(secondKey);
        Vector256<float> factor = Vector256.Create(scale), offset = Vector256.Create(mean);
        Span<Vector256<float>> vectors = MemoryMarshal.Cast<float, Vector256<float>>(destination);
        for (int i = 0; i < vectors.Length; i++)
        {
            vectors[i] = (Vector256.ConvertToSingle(CentredSum(index, second)) * factor) + offset;
            index += advance;
        }

        return vectors.Length * Vector256<float>.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> CentredSum(Vector256<uint> x, Vector256<uint> second)
    {
        Vector256<uint> low = Vector256.Create(LowLane);
        x = (x ^ (x >>> 16)) * FirstFactor;
        x = ((x ^ (x >>> 15)) + second) * SecondFactor;
        x ^= x >>> 15;
        Vector256<uint> y = (x ^ (x >>> 13)) * ThirdFactor;
        Vector256<uint> sum = (x & low) + (x >>> 16) + ((y & low) + (y >>> 16));
        return sum.AsInt32() - Vector256.Create(SumMean);
    }

    /// <summary>Keys of the 2^32 elements that share the high half of the index.</summary>
    private (uint First, uint Second) Keys(long index)
    {
        ulong keys = Mix(key + (ulong)(index >> 32));
        return ((uint)keys, (uint)(keys >> 32));
    }

    /// <summary>SplitMix64 (Steele, Lea, Flood 2014).</summary>
    private static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private static ulong Fnv1a(string name)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte b in Encoding.UTF8.GetBytes(name))
            hash = (hash ^ b) * 0x100000001B3;
        return hash;
    }
}
