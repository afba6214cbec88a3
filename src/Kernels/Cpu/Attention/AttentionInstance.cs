namespace InferBench.Kernels.Cpu.Attention;

/// <summary>Queries, KV caches and output of one attention kernel. Each launch takes the next copy of the caches.</summary>
public abstract unsafe class AttentionInstance : KernelInstance
{
    private readonly AlignedBuffer<float> queries;
    private readonly AlignedBuffer<float> keys;
    private readonly AlignedBuffer<float> values;
    private readonly AlignedBuffer<float> output;
    private readonly int copies;
    private ulong seed;
    private int copy;

    /// <exception cref="OutOfMemoryException">The operands do not fit.</exception>
    protected AttentionInstance(AttentionSizes sizes, long rotateBytes)
    {
        Sizes = sizes;
        long cacheBytes = 2 * sizes.CacheElements * sizeof(float);
        copies = checked((int)Rotation.Copies(rotateBytes, cacheBytes));
        queries = new(sizes.QueryElements);
        keys = new(copies * sizes.CacheElements);
        values = new(copies * sizes.CacheElements);
        output = new(sizes.QueryElements);
    }

    public sealed override long WorkingSet => (queries.Length + keys.Length + values.Length + output.Length) * sizeof(float);

    protected AttentionSizes Sizes { get; }

    /// <summary>[queries, heads, head size].</summary>
    protected float* Queries => queries.Pointer;

    /// <summary>[kv heads, capacity, head size] of this launch.</summary>
    protected float* Keys => keys.Pointer + copy * Sizes.CacheElements;

    /// <summary>[kv heads, capacity, head size] of this launch.</summary>
    protected float* Values => values.Pointer + copy * Sizes.CacheElements;

    /// <summary>[queries, heads, head size].</summary>
    protected float* Output => output.Pointer;

    public sealed override void Fill(ulong seed)
    {
        this.seed = seed;
        copy = copies - 1;
        Normal.Fill(queries.Pointer, queries.Length, seed);
        for (int head = 0; head < Sizes.KvHeads; head++)
        {
            Fill(keys.Pointer + head * Sizes.HeadElements, ++seed);
            Fill(values.Pointer + head * Sizes.HeadElements, ~seed);
        }

        long bytes = Sizes.CacheElements * sizeof(float);
        for (int other = 1; other < copies; other++)
        {
            Buffer.MemoryCopy(keys.Pointer, keys.Pointer + other * Sizes.CacheElements, bytes, bytes);
            Buffer.MemoryCopy(values.Pointer, values.Pointer + other * Sizes.CacheElements, bytes, bytes);
        }
    }

    public sealed override void Poison() => output.Fill(float.NaN);

    public sealed override void Run()
    {
        copy = copy + 1 == copies ? 0 : copy + 1;
        Launch();
    }

    public sealed override double WorstError() => AttentionCheck.WorstError(Sizes, Queries, Keys, Values, Output, seed);

    public override void Dispose()
    {
        queries.Dispose();
        keys.Dispose();
        values.Dispose();
        output.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>One launch on the copy that is its turn.</summary>
    protected abstract void Launch();

    private void Fill(float* head, ulong seed)
    {
        long used = (long)Sizes.Depth * Sizes.HeadSize;
        Normal.Fill(head, used, seed);
        // Who reads beyond the depth is found out.
        new Span<float>(head + used, checked((int)(Sizes.HeadElements - used))).Fill(float.NaN);
    }
}
