using InferBench.Kernels.Cpu.Lanes;

namespace InferBench.Kernels.Cpu.Attention;

/// <summary>
/// One thread's tile of queries: the rows of some neighbouring tokens and of all heads of a group, which read the same
/// keys and values, with their softmax so far.
/// </summary>
internal sealed unsafe class QueryTile<TVector, TLanes> : IDisposable
    where TVector : struct
    where TLanes : ILanes<TVector>
{
    private const int KeyTile = 128;

    // A multiple of a block's rows and of a vector's lanes.
    private const int WantedRows = 48;

    private readonly AttentionSizes sizes;
    private readonly int rows;
    private readonly AlignedBuffer<float> queries;
    private readonly AlignedBuffer<float> scores;
    private readonly AlignedBuffer<float> output;
    private readonly AlignedBuffer<float> sums;
    private readonly AlignedBuffer<float> largest;
    private readonly AlignedBuffer<float> keep;

    public QueryTile(AttentionSizes sizes)
    {
        this.sizes = sizes;
        rows = Blocks(TokensOf(sizes) * sizes.Group, WantedRows);
        queries = new((long)rows * sizes.HeadSize);
        scores = new((long)rows * KeyTile);
        output = new((long)rows * sizes.HeadSize);
        sums = new((long)rows * TLanes.Count);
        largest = new(rows);
        keep = new(rows);
    }

    /// <summary>Tokens of a tile.</summary>
    public static int TokensOf(AttentionSizes sizes) => Math.Max(1, WantedRows / sizes.Group);

    /// <summary>Computes the outputs of a group of heads for <paramref name="count"/> tokens from <paramref name="first"/>.</summary>
    /// <param name="q">[tokens, heads, head size], at the group's first head.</param>
    /// <param name="packedKeys">The KV head's panels, one after another.</param>
    /// <param name="values">[tokens, head size] of the KV head.</param>
    /// <param name="o">[tokens, heads, head size], at the group's first head.</param>
    public void Attend(int first, int count, float* q, float* packedKeys, float* values, float* o)
    {
        Begin(first, count, q);
        int end = sizes.KeysOf(first + count - 1), used = Blocks(count * sizes.Group, ProductBlock<TVector, TLanes>.Rows);
        for (int key = 0; key < end; key += KeyTile)
        {
            int keys = Math.Min(KeyTile, end - key);
            Score(used, keys, packedKeys + (long)key * sizes.HeadSize);
            Softmax(used, first, key, keys);
            Weigh(used, keys, values + (long)key * sizes.HeadSize);
        }

        Finish(first, count, o);
    }

    public void Dispose()
    {
        queries.Dispose();
        scores.Dispose();
        output.Dispose();
        sums.Dispose();
        largest.Dispose();
        keep.Dispose();
    }

    private void Begin(int first, int count, float* q)
    {
        // Scores in base 2: e^(s/√d) = 2^(s·log2(e)/√d).
        var scale = TLanes.Fill((float)(sizes.Scale * Math.Log2(Math.E)));
        int size = sizes.Group * sizes.HeadSize;
        for (int token = 0; token < count; token++)
        {
            float* from = q + (long)(first + token) * sizes.Heads * sizes.HeadSize, to = queries.Pointer + token * size;
            for (int d = 0; d < size; d += TLanes.Count)
                TLanes.Store(to + d, TLanes.Multiply(TLanes.Load(from + d), scale));
        }

        output.Span.Clear();
        sums.Span.Clear();
        largest.Span.Fill(float.NegativeInfinity);
    }

    private void Score(int used, int keys, float* packed)
    {
        int columns = ProductBlock<TVector, TLanes>.Columns;
        for (int key = 0; key < keys; key += columns, packed += columns * sizes.HeadSize)
        {
            int narrow = keys - key > columns / 2 ? 0 : Blocks(keys - key, TLanes.Count) / TLanes.Count;
            for (int row = 0; row < used; row += ProductBlock<TVector, TLanes>.Rows)
            {
                float* a = queries.Pointer + row * sizes.HeadSize, c = scores.Pointer + row * KeyTile + key;
                if (narrow == 0)
                    ProductBlock<TVector, TLanes>.Wide(sizes.HeadSize, a, sizes.HeadSize, packed, columns, c, KeyTile, null);
                for (int n = 0; n < narrow; n++)
                    ProductBlock<TVector, TLanes>.Narrow(sizes.HeadSize, a, sizes.HeadSize, packed + n * TLanes.Count, columns, c + n * TLanes.Count, KeyTile, null);
            }
        }
    }

    private void Softmax(int used, int first, int firstKey, int keys)
    {
        int width = Blocks(keys, TLanes.Count);
        for (int row = 0; row < used; row++)
        {
            float* s = scores.Pointer + row * KeyTile;
            int seen = Math.Clamp(sizes.KeysOf(first + row / sizes.Group) - firstKey, 0, keys);
            new Span<float>(s + seen, width - seen).Fill(float.NegativeInfinity);
            var max = TLanes.Load(s);
            for (int key = TLanes.Count; key < width; key += TLanes.Count)
                max = TLanes.Max(max, TLanes.Load(s + key));
            keep.Pointer[row] = Math.Max(largest.Pointer[row], TLanes.Largest(max));
        }

        for (int row = 0; row < rows; row += TLanes.Count)
        {
            TVector now = TLanes.Load(keep.Pointer + row), before = TLanes.Load(largest.Pointer + row);
            TLanes.Store(largest.Pointer + row, now);
            TLanes.Store(keep.Pointer + row, Exponential.PowerOfTwo<TVector, TLanes>(TLanes.Subtract(before, now)));
        }

        for (int row = 0; row < used; row++)
        {
            float* s = scores.Pointer + row * KeyTile, sum = sums.Pointer + row * TLanes.Count;
            var max = TLanes.Fill(largest.Pointer[row]);
            var total = TLanes.Multiply(TLanes.Load(sum), TLanes.Fill(keep.Pointer[row]));
            for (int key = 0; key < width; key += TLanes.Count)
            {
                var weight = Exponential.PowerOfTwo<TVector, TLanes>(TLanes.Subtract(TLanes.Load(s + key), max));
                TLanes.Store(s + key, weight);
                total = TLanes.Add(total, weight);
            }

            TLanes.Store(sum, total);
        }
    }

    private void Weigh(int used, int keys, float* values)
    {
        int columns = ProductBlock<TVector, TLanes>.Columns;
        for (int column = 0; column < sizes.HeadSize; column += columns)
        {
            for (int row = 0; row < used; row += ProductBlock<TVector, TLanes>.Rows)
            {
                float* a = scores.Pointer + row * KeyTile, c = output.Pointer + row * sizes.HeadSize + column;
                ProductBlock<TVector, TLanes>.Wide(keys, a, KeyTile, values + column, sizes.HeadSize, c, sizes.HeadSize, keep.Pointer + row);
            }
        }
    }

    private void Finish(int first, int count, float* o)
    {
        for (int row = 0; row < count * sizes.Group; row++)
        {
            int token = row / sizes.Group, head = row % sizes.Group;
            float* from = output.Pointer + row * sizes.HeadSize;
            float* to = o + ((long)(first + token) * sizes.Heads + head) * sizes.HeadSize;
            var share = TLanes.Fill(1 / TLanes.Sum(TLanes.Load(sums.Pointer + row * TLanes.Count)));
            for (int d = 0; d < sizes.HeadSize; d += TLanes.Count)
                TLanes.Store(to + d, TLanes.Multiply(TLanes.Load(from + d), share));
        }
    }

    private static int Blocks(int count, int size) => (count + size - 1) / size * size;
}
