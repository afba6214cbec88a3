using InferBench.Runner.Records;

namespace InferBench.Runner.Models.Inspection;

/// <summary>What fits into a memory: the sum of everything stored, keys and values, and logits.</summary>
public static class MemoryFitting
{
    private static readonly int[] UsualContexts = [4096, 1024];

    /// <summary>The longest context and, at some contexts, the largest batch that a memory holds.</summary>
    /// <param name="model">The model.</param>
    /// <param name="asked">The memory as it was asked for.</param>
    /// <param name="memoryBytes">The memory, bytes.</param>
    public static MemoryFit Fit(ModelInspection model, string asked, long memoryBytes)
    {
        int positions = model.Model.Geometry.Positions;
        long context = Largest(positions, n => Total(model, 1, (int)n) <= memoryBytes);
        return new MemoryFit
        {
            Asked = asked,
            MemoryBytes = memoryBytes,
            LongestContext = context > 0 ? Sum(model, 1, (int)context) : null,
            AllPositions = context == positions,
            Batches = [.. UsualContexts.Where(c => c < positions).Prepend(positions).Select(c => Batch(model, c, memoryBytes))],
        };
    }

    private static BatchFit Batch(ModelInspection model, int context, long memoryBytes)
    {
        // One sequence takes a token at least, so that no batch is larger than this.
        long most = memoryBytes / Math.Max(1, model.KvBytesPerToken);
        long batch = Largest(most, n => Total(model, n, context) <= memoryBytes);
        return new BatchFit { Context = context, Largest = batch > 0 ? Sum(model, batch, context) : null };
    }

    /// <summary>The sum; where it is more than can be counted, the largest number there is.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batch">Sequences.</param>
    /// <param name="context">Tokens of each.</param>
    public static MemorySum Sum(ModelInspection model, long batch, int context) => new()
    {
        Batch = batch,
        Context = context,
        StoredBytes = Counted(Stored(model)),
        KvCopies = KvCopies(model),
        KvBytes = Counted(Kv(model, batch, context)),
        LogitsBytes = Counted(Logits(model, batch, context)),
        Bytes = Counted(Total(model, batch, context)),
    };

    private static long Counted(Int128 bytes) => (long)Int128.Min(bytes, long.MaxValue);

    private static Int128 Total(ModelInspection model, long batch, int context) =>
        Stored(model) + Kv(model, batch, context) + Logits(model, batch, context);

    private static Int128 Stored(ModelInspection model) => model.Tensors.Aggregate((Int128)0, (sum, t) => sum + t.Bytes);

    private static Int128 Kv(ModelInspection model, long batch, int context) =>
        (Int128)KvCopies(model) * batch * context * model.KvBytesPerToken;

    private static Int128 Logits(ModelInspection model, long batch, int context) =>
        (Int128)batch * (model.Model.Logits == "all" ? context : 1) * model.LogitsBytesPerRow;

    // A graph that copies its cache has the old and the new one at once.
    private static int KvCopies(ModelInspection model) => model.Kv == "shared" ? 1 : 2;

    /// <summary>The largest number from 1 to <paramref name="most"/> that fits, where smaller ones fit if it does; 0 if none does.</summary>
    private static long Largest(long most, Predicate<long> fits)
    {
        long low = 0, high = most;
        while (low < high)
        {
            long middle = low + ((high - low + 1) / 2);
            if (fits(middle))
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }
}
