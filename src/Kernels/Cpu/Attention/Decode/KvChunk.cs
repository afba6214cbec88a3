using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using InferBench.Kernels.Cpu.Lanes;

namespace InferBench.Kernels.Cpu.Attention.Decode;

/// <summary>
/// One thread's part of the KV cache: the attention of a group of query heads to a run of keys, before it is divided by
/// the sum of its weights. Keys and values are read once for the whole group.
/// </summary>
internal sealed unsafe class KvChunk<TVector, TLanes> : IDisposable
    where TVector : struct
    where TLanes : ILanes<TVector>
{
    private const int HeadsAtOnce = 2;
    private const int KeysAtOnce = 4;
    private const int ValuesAtOnce = 32;

    // Memory is asked for this many floats before its use: the processor's own prefetching stops at the end of a page, and
    // would wait while the other heads of a group are computed.
    private const int Ahead = 2048;
    private const int Line = 16;

    private readonly AttentionSizes sizes;
    private readonly int rows;
    private readonly int stride;
    private readonly AlignedBuffer<float> queries;
    private readonly AlignedBuffer<float> weights;

    /// <param name="keys">Most keys of a run.</param>
    public KvChunk(AttentionSizes sizes, int keys)
    {
        this.sizes = sizes;
        rows = RowsOf(sizes);
        stride = (keys + TLanes.Count - 1) / TLanes.Count * TLanes.Count;
        queries = new((long)rows * sizes.HeadSize);
        weights = new((long)rows * stride);
    }

    /// <summary>Rows of the outputs: the heads of a group, filled up to pairs.</summary>
    public static int RowsOf(AttentionSizes sizes) => (sizes.Group + HeadsAtOnce - 1) / HeadsAtOnce * HeadsAtOnce;

    /// <summary>Attends to <paramref name="count"/> keys.</summary>
    /// <param name="q">[group, head size].</param>
    /// <param name="keys">[count, head size].</param>
    /// <param name="values">[count, head size].</param>
    /// <param name="output">[rows, head size]: Σ w·v.</param>
    /// <param name="largest">For each head of the group, <paramref name="apart"/> apart: the largest score, in base 2.</param>
    /// <param name="sums">Likewise: Σ w with w = 2^(score - largest).</param>
    public void Attend(int count, float* q, float* keys, float* values, float* output, float* largest, float* sums, int apart)
    {
        var scale = TLanes.Fill((float)(sizes.Scale * Math.Log2(Math.E)));
        for (int d = 0; d < sizes.Group * sizes.HeadSize; d += TLanes.Count)
            TLanes.Store(queries.Pointer + d, TLanes.Multiply(TLanes.Load(q + d), scale));
        Score(count, keys, values);
        for (int head = 0; head < sizes.Group; head++)
            (largest[head * apart], sums[head * apart]) = Softmax(weights.Pointer + head * stride, count);
        Weigh(count, values, output);
    }

    public void Dispose()
    {
        queries.Dispose();
        weights.Dispose();
    }

    private void Score(int count, float* keys, float* values)
    {
        int size = sizes.HeadSize, ahead = Ahead / size, key = 0;
        for (; key + KeysAtOnce <= count; key += KeysAtOnce)
        {
            int next = key + ahead;
            Prefetch(next < count ? keys + (long)next * size : values + (long)(next - count) * size, KeysAtOnce);
            for (int head = 0; head < sizes.Group; head += HeadsAtOnce)
                Dots(queries.Pointer + head * size, keys + (long)key * size, weights.Pointer + head * stride + key);
        }

        for (; key < count; key++)
        {
            for (int head = 0; head < sizes.Group; head++)
                weights.Pointer[head * stride + key] = Dot(queries.Pointer + head * size, keys + (long)key * size);
        }
    }

    /// <summary>Two heads and four keys: eight sums.</summary>
    private void Dots(float* q, float* k, float* scores)
    {
        int size = sizes.HeadSize;
        TVector a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        for (int d = 0; d < size; d += TLanes.Count, k += TLanes.Count)
        {
            TVector a = TLanes.Load(q + d), b = TLanes.Load(q + size + d);
            TVector x = TLanes.Load(k);
            a0 = TLanes.MultiplyAdd(a, x, a0);
            b0 = TLanes.MultiplyAdd(b, x, b0);
            x = TLanes.Load(k + size);
            a1 = TLanes.MultiplyAdd(a, x, a1);
            b1 = TLanes.MultiplyAdd(b, x, b1);
            x = TLanes.Load(k + 2 * size);
            a2 = TLanes.MultiplyAdd(a, x, a2);
            b2 = TLanes.MultiplyAdd(b, x, b2);
            x = TLanes.Load(k + 3 * size);
            a3 = TLanes.MultiplyAdd(a, x, a3);
            b3 = TLanes.MultiplyAdd(b, x, b3);
        }

        TLanes.Sums(a0, a1, a2, a3).Store(scores);
        TLanes.Sums(b0, b1, b2, b3).Store(scores + stride);
    }

    private float Dot(float* q, float* k)
    {
        TVector sum = default;
        for (int d = 0; d < sizes.HeadSize; d += TLanes.Count)
            sum = TLanes.MultiplyAdd(TLanes.Load(q + d), TLanes.Load(k + d), sum);
        return TLanes.Sum(sum);
    }

    private static (float Largest, float Sum) Softmax(float* scores, int count)
    {
        int width = (count + TLanes.Count - 1) / TLanes.Count * TLanes.Count;
        new Span<float>(scores + count, width - count).Fill(float.NegativeInfinity);
        var max = TLanes.Load(scores);
        for (int key = TLanes.Count; key < width; key += TLanes.Count)
            max = TLanes.Max(max, TLanes.Load(scores + key));
        float largest = TLanes.Largest(max);
        max = TLanes.Fill(largest);
        TVector sum = default;
        for (int key = 0; key < width; key += TLanes.Count)
        {
            var weight = Exponential.PowerOfTwo<TVector, TLanes>(TLanes.Subtract(TLanes.Load(scores + key), max));
            TLanes.Store(scores + key, weight);
            sum = TLanes.Add(sum, weight);
        }

        return (largest, TLanes.Sum(sum));
    }

    private void Weigh(int count, float* values, float* output)
    {
        int size = sizes.HeadSize;
        for (int key = 0; key < count; key += ValuesAtOnce)
        {
            int keys = Math.Min(ValuesAtOnce, count - key);
            Prefetch(values + (long)key * size + Ahead, keys);
            for (int head = 0; head < rows; head += HeadsAtOnce)
            {
                for (int column = 0; column < size; column += 4 * TLanes.Count)
                    Add(keys, weights.Pointer + head * stride + key, values + (long)key * size + column, output + head * size + column, key == 0);
            }
        }
    }

    /// <summary>Two heads and four vectors of columns: eight sums.</summary>
    private void Add(int keys, float* weight, float* v, float* output, bool first)
    {
        int size = sizes.HeadSize;
        TVector a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        float* other = weight + stride;
        for (nint key = 0; key < keys; key++, v += size)
        {
            TVector a = TLanes.Fill(weight[key]), b = TLanes.Fill(other[key]);
            TVector x = TLanes.Load(v);
            a0 = TLanes.MultiplyAdd(a, x, a0);
            b0 = TLanes.MultiplyAdd(b, x, b0);
            x = TLanes.Load(v + TLanes.Count);
            a1 = TLanes.MultiplyAdd(a, x, a1);
            b1 = TLanes.MultiplyAdd(b, x, b1);
            x = TLanes.Load(v + 2 * TLanes.Count);
            a2 = TLanes.MultiplyAdd(a, x, a2);
            b2 = TLanes.MultiplyAdd(b, x, b2);
            x = TLanes.Load(v + 3 * TLanes.Count);
            a3 = TLanes.MultiplyAdd(a, x, a3);
            b3 = TLanes.MultiplyAdd(b, x, b3);
        }

        Put(output, a0, a1, a2, a3, first);
        Put(output + size, b0, b1, b2, b3, first);
    }

    private void Prefetch(float* from, int rows)
    {
        for (float* end = from + rows * sizes.HeadSize; from < end; from += Line)
            Sse.Prefetch0(from);
    }

    private static void Put(float* to, TVector a, TVector b, TVector c, TVector d, bool first)
    {
        Put(to, a, first);
        Put(to + TLanes.Count, b, first);
        Put(to + 2 * TLanes.Count, c, first);
        Put(to + 3 * TLanes.Count, d, first);
    }

    private static void Put(float* to, TVector sum, bool first) => TLanes.Store(to, first ? sum : TLanes.Add(TLanes.Load(to), sum));
}
