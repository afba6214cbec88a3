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
    private readonly SamplingSpec spec;
    private readonly SplitMix64[] streams;

    // Of the candidates, best first once they are in order; weights lie by id.
    private readonly ulong[] candidates;
    private readonly float[] weights;

    /// <param name="spec">How to draw.</param>
    /// <param name="vocabulary">Ids run from 0 to one below this.</param>
    /// <param name="batch">Sequences, each with a stream of its own.</param>
    public Sampler(SamplingSpec spec, int vocabulary, int batch)
    {
        this.spec = spec;
        streams = new SplitMix64[batch];
        candidates = new ulong[vocabulary];
        weights = new float[vocabulary];

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

        var kept = candidates.AsSpan(0, Candidates(logits, max, out var total));
        if (spec.TopP < 1)
            kept = kept[..(WeightedSelect.Reaching(kept, weights, spec.TopP * total, out total) + 1)];
        return LogitOrder.Id(kept[WeightedSelect.Reaching(kept, weights, u * total, out _)]);
    }

    // Temperature and softmax, up to a common factor, of the top k; returns how many have a weight at all.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Candidates(ReadOnlySpan<float> logits, float max, out double total)
    {
        // A finite scale leaves the likeliest at weight 1, however cold.
        var scale = (float)Math.Min(1 / spec.Temperature, float.MaxValue);
        total = 0;
        var count = 0;
        if (spec.TopK > 0 && spec.TopK < logits.Length)
        {
            var top = candidates.AsSpan(0, spec.TopK);
            LogitOrder.SelectTop(logits, top);
            foreach (var candidate in top)
            {
                var id = LogitOrder.Id(candidate);
                weights[id] = MathF.Exp((logits[id] - max) * scale);
                Keep(candidate, weights[id], ref count, ref total);
            }

            return count;
        }

        TensorPrimitives.Subtract(logits, max, weights);
        TensorPrimitives.Multiply(weights, scale, weights);
        TensorPrimitives.Exp(weights, weights);
        for (var id = 0; id < logits.Length; id++)
            Keep(LogitOrder.Key(logits[id], id), weights[id], ref count, ref total);
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Keep(ulong candidate, float weight, ref int count, ref double total)
    {
        if (weight <= 0)
            return;
        candidates[count++] = candidate;
        total += weight;
    }
}
