using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace InferBench.Runner.Workloads;

/// <summary>
/// Logits with their ids as single integers, so that integer order is the order of likelihood: largest logit first, of
/// equal ones the lowest id. The upper half is the logit's bits, made to fall as it rises; the lower half is the id.
/// </summary>
internal static class LogitOrder
{
    // Logits looked through at once for one that matters.
    private const int Chunk = 512;

    /// <summary>The key of a logit that is not NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Key(float logit, int id)
    {
        // Adding 0 makes -0 equal to 0. Positive floats rise with their bits, negative ones fall.
        var bits = BitConverter.SingleToInt32Bits(logit + 0f);
        var rising = bits ^ ((bits >> 31) | int.MinValue);
        return ((ulong)~(uint)rising << 32) | (uint)id;
    }

    /// <summary>The id in a key.</summary>
    public static int Id(ulong key) => (int)(uint)key;

    /// <summary>Puts the keys of the largest logits into <paramref name="top"/>, in no order.</summary>
    /// <param name="logits">[vocabulary] logits without NaN.</param>
    /// <param name="top">[k] keys wanted, 1 to vocabulary.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SelectTop(ReadOnlySpan<float> logits, Span<ulong> top)
    {
        for (var id = 0; id < top.Length; id++)
            top[id] = Key(logits[id], id);
        // A heap with the least likely of those kept at its root.
        for (var i = top.Length / 2 - 1; i >= 0; i--)
            SiftDown(top, i);
        var least = logits[Id(top[0])];
        for (var start = top.Length; start < logits.Length; start += Chunk)
        {
            var chunk = logits.Slice(start, Math.Min(Chunk, logits.Length - start));
            if (TensorPrimitives.Max(chunk) <= least)
                continue;
            for (var i = 0; i < chunk.Length; i++)
            {
                if (chunk[i] <= least)
                    continue;
                top[0] = Key(chunk[i], start + i);
                SiftDown(top, 0);
                least = logits[Id(top[0])];
            }
        }
    }

    private static void SiftDown(Span<ulong> heap, int at)
    {
        var moved = heap[at];
        for (int child; (child = 2 * at + 1) < heap.Length; at = child)
        {
            if (child + 1 < heap.Length && heap[child + 1] > heap[child])
                child++;
            if (heap[child] <= moved)
                break;
            heap[at] = heap[child];
        }

        heap[at] = moved;
    }
}
