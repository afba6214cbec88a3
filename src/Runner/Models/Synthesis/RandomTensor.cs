using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace InferBench.Runner.Models.Synthesis;

/// <summary>
/// The random numbers of one tensor. Element i depends on (seed, name, i) alone: SplitMix64 (Steele, Lea, Flood 2014)
/// of a counter gives 64 bits, and the sum of their four 16-bit lanes is near enough a normal variate (Irwin-Hall).
/// Integer operations and single IEEE multiplications and additions only: the same bytes on every machine.
/// </summary>
internal readonly struct RandomTensor
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;
    private const ulong FirstFactor = 0xBF58476D1CE4E5B9;
    private const ulong SecondFactor = 0x94D049BB133111EB;
    private const ulong EvenLanes = 0x0000FFFF0000FFFF;
    private const int SumMean = 2 * ushort.MaxValue;

    // Variance of a sum of four uniform integers below 2^16.
    private const double SumVariance = ((65536.0 * 65536.0) - 1) / 3;

    private readonly ulong key;
    private readonly float scale;
    private readonly float mean;

    public RandomTensor(long seed, string name, double deviation, float mean = 0)
    {
        key = Mix(Mix((ulong)seed + Gamma) ^ Fnv1a(name));
        scale = (float)(deviation / Math.Sqrt(SumVariance));
        this.mean = mean;
    }

    /// <summary>Element <paramref name="index"/>.</summary>
    public float this[long index]
    {
        get
        {
            ulong bits = Mix(key + ((ulong)(index + 1) * Gamma));
            ulong pairs = (bits & EvenLanes) + ((bits >> 16) & EvenLanes);
            int sum = (int)((uint)pairs + (uint)(pairs >> 32)) - SumMean;
            return (sum * scale) + mean;
        }
    }

    /// <summary>Elements <paramref name="first"/>, first + stride, first + 2 stride, ...</summary>
    public void Fill(Span<float> destination, long first, long stride)
    {
        int done = 0;
        if (Vector256.IsHardwareAccelerated)
            done = FillVectors(destination, first, stride);
        for (; done < destination.Length; done++)
            destination[done] = this[first + (done * stride)];
    }

    private int FillVectors(Span<float> destination, long first, long stride)
    {
        ulong step = (ulong)stride * Gamma;
        Vector256<ulong> lanes = Vector256.Create(0, step, 2 * step, 3 * step);
        Vector256<ulong> low = Vector256.Create(key + ((ulong)(first + 1) * Gamma)) + lanes;
        Vector256<ulong> high = low + Vector256.Create(4 * step);
        Vector256<ulong> advance = Vector256.Create(8 * step);
        Vector256<float> factor = Vector256.Create(scale);
        Vector256<float> offset = Vector256.Create(mean);
        Span<Vector256<float>> vectors = MemoryMarshal.Cast<float, Vector256<float>>(destination);
        for (int i = 0; i < vectors.Length; i++)
        {
            Vector256<int> sums = Vector256.Narrow(LaneSum(low), LaneSum(high)).AsInt32() - Vector256.Create(SumMean);
            vectors[i] = (Vector256.ConvertToSingle(sums) * factor) + offset;
            low += advance;
            high += advance;
        }

        return vectors.Length * Vector256<float>.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> LaneSum(Vector256<ulong> counter)
    {
        Vector256<ulong> z = (counter ^ (counter >>> 30)) * FirstFactor;
        z = (z ^ (z >>> 27)) * SecondFactor;
        z ^= z >>> 31;
        Vector256<ulong> pairs = (z & Vector256.Create(EvenLanes)) + ((z >>> 16) & Vector256.Create(EvenLanes));
        return (pairs & Vector256.Create((ulong)uint.MaxValue)) + (pairs >>> 32);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * FirstFactor;
        z = (z ^ (z >> 27)) * SecondFactor;
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
