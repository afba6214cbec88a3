using InferBench.Runner.Records;

namespace InferBench.Runner.Models.Inspection;

/// <summary>What fits into a memory: the sum of everything stored, keys and values, and logits.</summary>
public static class MemoryFitting
{
    private static readonly int[] UsualContexts = [4096, 1024];

    /// <summary>The longest context and, at some contexts, the largest batch that a memory holds.</summary>
    /// <param name="model">The model.</param>
    /// <param name="memoryBytes">The memory.</param>
    public static MemoryFit Fit(ModelInspection model, long memoryBytes)
    {
        int positions = model.Model.Geometry.Positions;
        long context = Largest(positions, n => Sum(model, 1, (int)n).Bytes <= memoryBytes);
        return new MemoryFit
        {
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
        long batch = Largest(most, n => Sum(model, n, context).Bytes <= memoryBytes);
        return new BatchFit { Context = context, Largest = batch > 0 ? Sum(model, batch, context) : null };
    }

    private static MemorySum Sum(ModelInspection model, long batch, int context)
    {
        int copies = model.Kv == "shared" ? 1 : 2;
        long rows = model.Model.Logits == "all" ? context : 1;
        Int128 stored = model.Tensors.Aggregate((Int128)0, (sum, t) => sum + t.Bytes);
        Int128 kv = (Int128)copies * batch * context * model.KvBytesPerToken;
        Int128 logits = (Int128)batch * rows * model.LogitsBytesPerRow;
        return new MemorySum
        {
            Batch = batch,
            Context = context,
            StoredBytes = Clamp(stored),
            KvCopies = copies,
            KvBytes = Clamp(kv),
            LogitsBytes = Clamp(logits),
            Bytes = Clamp(stored + kv + logits),
        };
    }

    private static long Clamp(Int128 bytes) => (long)Int128.Min(bytes, long.MaxValue);

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
