using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using InferBench.Runner.Records;

namespace InferBench.Runner.Workloads;

/// <summary>
/// Draws token ids from logits, as <see cref="SamplingSpec"/> says. The k-th token of a sequence uses the k-th number u in
/// (0, 1] of that sequence's stream, and is the first in order of likelihood whose cumulative probability reaches u. Tokens
/// whose probability is too small for a float32 are never drawn. Where the largest logit is not finite, it is taken without
/// a choice, and of NaN and others the NaN. Nothing is allocated after construction.
/// </summary>
public sealed class Sampler
{
    // Up to so many candidates, a heap and a sort are cheaper than to weigh the vocabulary.
    private const int Few = 256;

    private readonly SamplingSpec spec;
    private readonly SplitMix64[] streams;
    private readonly LikelihoodBuckets buckets;
    private readonly ulong[] top = new ulong[Few];
    private readonly float[] weights = new float[Few];

    /// <param name="spec">How to draw.</param>
    /// <param name="vocabulary">Ids run from 0 to one below this.</param>
    /// <param name="batch">Sequences, each with a stream of its own.</param>
    public Sampler(SamplingSpec spec, int vocabulary, int batch)
    {
        this.spec = spec;
        streams = new SplitMix64[batch];
        buckets = new LikelihoodBuckets(vocabulary);

        // Compiled here, not while the first token is timed.
        Restart();
        _ = Draw(new float[vocabulary], 0);
        Restart();
    }

    /// <summary>Puts every stream back to its start.</summary>
    /// <param name="drawn">Tokens of each sequence that have been drawn already.</param>
    public void Restart(int drawn = 0)
    {
        for (var sequence = 0; sequence < streams.Length; sequence++)
        {
            streams[sequence] = SplitMix64.OfSequence(spec.Seed, sequence);
            for (var k = 0; k < drawn; k++)
                _ = streams[sequence].Next();
        }
    }

    /// <summary>The next token of one sequence.</summary>
    /// <param name="logits">[vocabulary] logits.</param>
    /// <param name="sequence">Which sequence of the batch, from 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Draw(ReadOnlySpan<float> logits, int sequence)
    {
        var u = streams[sequence].NextUnit();
        var likeliest = TensorPrimitives.IndexOfMax(logits);
        var max = logits[likeliest];
        if (spec.TopK == 1 || !float.IsFinite(max))
            return likeliest;

        // A finite scale leaves the likeliest at weight 1, however cold.
        var scale = (float)Math.Min(1 / spec.Temperature, float.MaxValue);
        if (spec.TopK is > 0 and <= Few)
            return DrawOfFew(logits, max, scale, u);
        buckets.Fill(logits, max, scale);
        var total = buckets.WeightOfTop(logits, spec.TopK > 0 ? spec.TopK : logits.Length);
        if (spec.TopP < 1)
            _ = buckets.Reaching(logits, spec.TopP * total, out total);
        return buckets.Reaching(logits, u * total, out _);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int DrawOfFew(ReadOnlySpan<float> logits, float max, float scale, double u)
    {
        var kept = top.AsSpan(0, Math.Min(spec.TopK, logits.Length));
        LogitOrder.SelectTop(logits, kept);
        kept.Sort();
        var total = 0.0;
        for (var i = 0; i < kept.Length; i++)
            total += weights[i] = MathF.Exp((logits[LogitOrder.Id(kept[i])] - max) * scale);
        if (spec.TopP < 1)
            _ = Reaching(kept.Length, spec.TopP * total, out total);
        return LogitOrder.Id(kept[Reaching(kept.Length, u * total, out _)]);
    }

    // Sums of the same weights in the same order: no target is beyond their total.
    private int Reaching(int count, double target, out double reached)
    {
        reached = weights[0];
        var i = 0;
        while (reached < target && i < count - 1)
            reached += weights[++i];
        return i;
    }
}
