namespace InferBench.Kernels.Cpu.Attention;

/// <summary>Tiles of queries against tiles of keys with a softmax that is corrected as larger scores appear.</summary>
// Milakov and Gimelshein, Online normalizer calculation for softmax (2018); Dao et al., FlashAttention (2022).
internal sealed unsafe class OnlineSoftmaxAttention(AttentionSizes sizes, long rotateBytes) : AttentionInstance(sizes, rotateBytes)
{
    private const int Tile = 32;

    private readonly AlignedBuffer<float> scores = new(Tile);
    private readonly AlignedBuffer<float> largest = new(Tile);
    private readonly AlignedBuffer<float> sums = new(Tile);

    public static KernelInfo Info { get; } = NaiveAttention.Info with
    {
        Name = "cpu.attention.2_online_softmax",
        Step = 2,
        Idea = "tiles, and no score matrix",
        Explanation = "Takes keys and values tile by tile and keeps only the largest score and the sum so far: when a larger score "
            + "appears, what was summed is scaled down. No score ever leaves the cache, and tiles that look ahead are not computed at "
            + "all. What is left is one multiplication at a time.",
        Addresses = new(1024, 8, 2, 64),
        Footprint = shape => AttentionSizes.Prefill(shape).Footprint,
        Create = setup => new OnlineSoftmaxAttention(AttentionSizes.Prefill(setup.Shape), setup.RotateBytes),
    };

    public override void Dispose()
    {
        scores.Dispose();
        largest.Dispose();
        sums.Dispose();
        base.Dispose();
    }

    protected override void Launch()
    {
        for (int head = 0; head < Sizes.Heads; head++)
        {
            for (int first = 0; first < Sizes.Queries; first += Tile)
                Attend(head, first, Math.Min(Tile, Sizes.Queries - first));
        }
    }

    private void Attend(int head, int first, int count)
    {
        long cache = head / Sizes.Group * Sizes.HeadElements;
        largest.Span.Fill(float.NegativeInfinity);
        sums.Span.Clear();
        for (int query = 0; query < count; query++)
            new Span<float>(Row(Output, head, first + query), Sizes.HeadSize).Clear();
        int end = Sizes.KeysOf(first + count - 1);
        for (int key = 0; key < end; key += Tile)
        {
            for (int query = 0; query < count; query++)
            {
                int keys = Math.Min(Tile, Sizes.KeysOf(first + query) - key);
                if (keys > 0)
                    Add(head, first + query, query, keys, cache + (long)key * Sizes.HeadSize);
            }
        }

        for (int query = 0; query < count; query++)
        {
            float* o = Row(Output, head, first + query);
            for (int d = 0; d < Sizes.HeadSize; d++)
                o[d] /= sums.Pointer[query];
        }
    }

    private void Add(int head, int query, int row, int keys, long cache)
    {
        float* q = Row(Queries, head, query), o = Row(Output, head, query), k = Keys + cache, v = Values + cache;
        float scale = (float)Sizes.Scale, max = largest.Pointer[row];
        for (int key = 0; key < keys; key++)
        {
            float sum = 0;
            for (int d = 0; d < Sizes.HeadSize; d++)
                sum += q[d] * k[key * Sizes.HeadSize + d];
            scores.Pointer[key] = sum * scale;
            max = Math.Max(max, scores.Pointer[key]);
        }

        float keep = MathF.Exp(largest.Pointer[row] - max);
        largest.Pointer[row] = max;
        sums.Pointer[row] *= keep;
        for (int d = 0; d < Sizes.HeadSize; d++)
            o[d] *= keep;
        for (int key = 0; key < keys; key++)
        {
            float weight = MathF.Exp(scores.Pointer[key] - max);
            sums.Pointer[row] += weight;
            for (int d = 0; d < Sizes.HeadSize; d++)
                o[d] += weight * v[key * Sizes.HeadSize + d];
        }
    }

    private float* Row(float* tensor, int head, int query) => tensor + ((long)query * Sizes.Heads + head) * Sizes.HeadSize;
}
