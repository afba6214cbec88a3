using InferBench.Kernels;
using InferBench.Kernels.Cpu;

namespace InferBench.Runner.Workloads.References;

/// <summary>Keys and values of causal grouped-query attention, and float64 attention of them.</summary>
/// <param name="depth">Tokens in the cache once all are.</param>
internal sealed unsafe class AttentionTruth(int depth, int heads, int kvHeads, int headSize)
{
    private const int MostRows = 512;
    private const double UnitRoundoff = 1.0 / (1 << 24);
    private const double OtherRoundings = 16;

    public int Depth => depth;

    public int Heads => heads;

    public int KvHeads => kvHeads;

    public int HeadSize => headSize;

    /// <summary>Elements of the keys, and of the values.</summary>
    public long CacheElements => (long)kvHeads * depth * headSize;

    /// <summary>The factor of scores.</summary>
    public double Scale => 1 / Math.Sqrt(headSize);

    /// <summary>[kv heads, depth, head size].</summary>
    public float[] Keys { get; } = new float[(long)kvHeads * depth * headSize];

    /// <summary>[kv heads, depth, head size].</summary>
    public float[] Values { get; } = new float[(long)kvHeads * depth * headSize];

    public void Fill(ulong seed)
    {
        Normal.Fill(Keys, seed);
        Normal.Fill(Values, seed + 1);
    }

    /// <summary>Puts all but the last tokens into a cache, with NaN after them, and those into a tensor of their own.</summary>
    /// <param name="all"><see cref="Keys"/> or <see cref="Values"/>.</param>
    /// <param name="cache">[kv heads, depth, head size].</param>
    /// <param name="added">[tokens, kv heads, head size].</param>
    public void Lay(float[] all, float* cache, float* added, int tokens)
    {
        for (int head = 0; head < kvHeads; head++)
        {
            for (int position = 0; position < depth; position++)
            {
                long at = ((long)head * depth + position) * headSize;
                var row = all.AsSpan((int)at, headSize);
                Span<float> kept = new(cache + at, headSize);
                int token = position - (depth - tokens);
                if (token < 0)
                {
                    row.CopyTo(kept);
                    continue;
                }

                kept.Fill(float.NaN);
                row.CopyTo(new(added + ((long)token * kvHeads + head) * headSize, headSize));
            }
        }
    }

    /// <summary>
    /// Largest error of the last tokens' attention; of many rows a spread of them. A score is a sum of products, off by
    /// ε = SumBound(head size) · Σ|q||k| · scale; exp makes relative errors of that and of its own rounding; numerator and
    /// denominator are sums over the keys: 2 (ε + u (max - min) + SumBound(keys) + 16 u) Σ p|v| to first order (Higham,
    /// Accuracy and Stability of Numerical Algorithms, chapters 3 and 4).
    /// </summary>
    /// <param name="queries">[tokens, heads, head size].</param>
    /// <param name="output">[tokens, heads, head size].</param>
    public double WorstError(float* queries, float* output, int tokens)
    {
        long rows = (long)tokens * heads;
        var errors = new double[Math.Min(rows, MostRows)];
        Parallel.For(0, errors.Length, i =>
        {
            long row = errors.Length == 1 ? 0 : i * (rows - 1) / (errors.Length - 1);
            int keys = depth - tokens + (int)(row / heads) + 1;
            errors[i] = RowError(queries + row * headSize, output + row * headSize, (int)(row % heads) / (heads / kvHeads), keys);
        });
        return errors.Contains(double.NaN) ? double.NaN : errors.Max();
    }

    private double RowError(float* query, float* output, int head, int keys)
    {
        long cache = (long)head * depth * headSize;
        var scores = new double[keys];
        double products = 0;
        for (int key = 0; key < keys; key++)
        {
            double size = 0;
            for (int d = 0; d < headSize; d++)
            {
                double product = (double)query[d] * Keys[cache + (long)key * headSize + d];
                scores[key] += product * Scale;
                size += Math.Abs(product);
            }

            products = Math.Max(products, size);
        }

        double largest = scores.Max(), smallest = scores.Min();
        double[] weights = [.. scores.Select(score => Math.Exp(score - largest))];
        double total = weights.Sum();
        double relative = 2 * (KernelCheck.SumBound(headSize) * products * Scale + KernelCheck.SumBound(keys)
            + UnitRoundoff * (largest - smallest + OtherRoundings));
        double worst = 0;
        for (int d = 0; d < headSize; d++)
        {
            double sum = 0, size = 0;
            for (int key = 0; key < keys; key++)
            {
                double part = weights[key] / total * Values[cache + (long)key * headSize + d];
                sum += part;
                size += Math.Abs(part);
            }

            worst = Math.Max(worst, Math.Abs(output[d] - sum) / (relative * size));
        }

        return worst;
    }
}
