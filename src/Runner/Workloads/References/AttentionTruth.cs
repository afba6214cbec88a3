using InferBench.Kernels.Cpu;
using InferBench.Kernels.Cpu.Attention;

namespace InferBench.Runner.Workloads.References;

/// <summary>Keys and values of causal grouped-query attention, to be laid out as a library takes them, and the check of its outputs.</summary>
internal sealed unsafe class AttentionTruth(AttentionSizes sizes) : IDisposable
{
    private readonly AlignedBuffer<float> keys = new(sizes.CacheElements);
    private readonly AlignedBuffer<float> values = new(sizes.CacheElements);
    private ulong seed;

    public void Fill(ulong seed)
    {
        this.seed = seed;
        Normal.Fill(keys.Pointer, keys.Length, seed);
        Normal.Fill(values.Pointer, values.Length, seed + 1);
    }

    /// <summary>Puts the keys of all but the tokens that are queries into a cache, with NaN after them, and of those into a tensor of their own.</summary>
    /// <param name="cache">[kv heads, depth, head size].</param>
    /// <param name="added">[queries, kv heads, head size].</param>
    public void LayKeys(float* cache, float* added) => Lay(keys.Pointer, cache, added);

    /// <summary>The same of the values.</summary>
    public void LayValues(float* cache, float* added) => Lay(values.Pointer, cache, added);

    /// <summary>See <see cref="AttentionCheck.WorstError"/>.</summary>
    /// <param name="queries">[queries, heads, head size].</param>
    /// <param name="output">[queries, heads, head size].</param>
    public double WorstError(float* queries, float* output) =>
        AttentionCheck.WorstError(sizes, queries, keys.Pointer, values.Pointer, output, seed);

    public void Dispose()
    {
        keys.Dispose();
        values.Dispose();
    }

    private void Lay(float* all, float* cache, float* added)
    {
        for (int head = 0; head < sizes.KvHeads; head++)
        {
            for (int position = 0; position < sizes.Depth; position++)
            {
                ReadOnlySpan<float> row = new(all + head * sizes.HeadElements + (long)position * sizes.HeadSize, sizes.HeadSize);
                Span<float> kept = new(cache + ((long)head * sizes.Depth + position) * sizes.HeadSize, sizes.HeadSize);
                int token = position - (sizes.Depth - sizes.Queries);
                if (token < 0)
                {
                    row.CopyTo(kept);
                    continue;
                }

                kept.Fill(float.NaN);
                row.CopyTo(new(added + ((long)token * sizes.KvHeads + head) * sizes.HeadSize, sizes.HeadSize));
            }
        }
    }
}
