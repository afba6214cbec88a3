using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace InferBench.Runner.Workloads;

/// <summary>
/// Finds where a sum over tokens in order of likelihood reaches a target, without sorting them all: tokens are counted in
/// buckets of nearly equal likelihood, and only the bucket where the target is reached is sorted. Nothing is allocated
/// after construction.
/// </summary>
internal sealed class LikelihoodBuckets
{
    private const int Count = 2_048;

    // Buckets for each factor of e; the last takes all tokens less likely than e^-32 of the likeliest.
    private const float PerUnit = 64;

    private readonly float[] weights;
    private readonly ushort[] bucketOf;
    private readonly ulong[] keys;
    private readonly double[] weightIn = new double[Count];
    private readonly int[] countIn = new int[Count];

    /// <param name="vocabulary">Ids run from 0 to one below this.</param>
    public LikelihoodBuckets(int vocabulary)
    {
        weights = new float[vocabulary];
        bucketOf = new ushort[vocabulary];
        keys = new ulong[vocabulary];
    }

    /// <summary>Counts all tokens.</summary>
    /// <param name="logits">[vocabulary] logits without NaN.</param>
    /// <param name="max">The largest of them, finite.</param>
    /// <param name="scale">Finite and above 0: a weight is e^((logit - max) * scale).</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill(ReadOnlySpan<float> logits, float max, float scale)
    {
        Array.Clear(weightIn);
        Array.Clear(countIn);
        TensorPrimitives.Subtract(logits, max, weights);
        TensorPrimitives.Multiply(weights, scale, weights);
        for (var id = 0; id < weights.Length; id++)
            bucketOf[id] = (ushort)MathF.Min(-weights[id] * PerUnit, Count - 1);
        TensorPrimitives.Exp(weights, weights);
        for (var id = 0; id < weights.Length; id++)
        {
            weightIn[bucketOf[id]] += weights[id];
            countIn[bucketOf[id]]++;
        }
    }

    /// <summary>The sum of the weights of the k likeliest tokens.</summary>
    /// <param name="logits">Those of the last <see cref="Fill"/>.</param>
    /// <param name="k">1 or more; beyond the vocabulary it is all.</param>
    public double WeightOfTop(ReadOnlySpan<float> logits, int k)
    {
        var sum = 0.0;
        int taken = 0, bucket = 0;
        while (bucket < Count && taken + countIn[bucket] <= k)
        {
            taken += countIn[bucket];
            sum += weightIn[bucket++];
        }

        if (taken == Math.Min(k, logits.Length))
            return sum;
        foreach (var key in Sorted(logits, bucket)[..(k - taken)])
            sum += weights[LogitOrder.Id(key)];
        return sum;
    }

    /// <summary>The first token whose weight together with those of all likelier ones reaches a target.</summary>
    /// <param name="logits">Those of the last <see cref="Fill"/>.</param>
    /// <param name="target">Above 0, and at most the sum of a number of the likeliest.</param>
    /// <param name="reached">The sum up to that token and with it.</param>
    public int Reaching(ReadOnlySpan<float> logits, double target, out double reached)
    {
        reached = 0;
        var bucket = 0;
        while (bucket < Count - 1 && reached + weightIn[bucket] < target)
            reached += weightIn[bucket++];

        // Where rounding keeps the sum below the target, the last token that has a weight.
        var found = 0;
        foreach (var key in Sorted(logits, bucket))
        {
            var weight = weights[LogitOrder.Id(key)];
            if (weight == 0)
                break;
            found = LogitOrder.Id(key);
            reached += weight;
            if (reached >= target)
                break;
        }

        return found;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ReadOnlySpan<ulong> Sorted(ReadOnlySpan<float> logits, int bucket)
    {
        var members = bucketOf.AsSpan();
        var count = 0;
        for (int id = 0, step; (step = members[id..].IndexOf((ushort)bucket)) >= 0; id += step + 1)
            keys[count++] = LogitOrder.Key(logits[id + step], id + step);
        keys.AsSpan(0, count).Sort();
        return keys.AsSpan(0, count);
    }
}
