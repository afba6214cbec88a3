using InferBench.Kernels.Cpu.Lanes;

namespace InferBench.Kernels.Cpu.Attention;

/// <summary>Prefill in two parts, each of pieces that any thread may take: keys are packed, then tiles of queries attend.</summary>
internal abstract unsafe class TiledAttention<TVector, TLanes> : AttentionInstance
    where TVector : struct
    where TLanes : ILanes<TVector>
{
    private readonly QueryTile<TVector, TLanes>[] tiles;
    private readonly AlignedBuffer<float> packed;
    private readonly int panels;
    private readonly int queryTiles;
    private int taken;

    /// <param name="threads">Threads that take pieces, each with its index from 0.</param>
    protected TiledAttention(AttentionSizes sizes, long rotateBytes, int threads)
        : base(sizes, rotateBytes)
    {
        panels = (sizes.Depth + PanelKeys - 1) / PanelKeys;
        int tokens = QueryTile<TVector, TLanes>.TokensOf(sizes);
        queryTiles = (sizes.Queries + tokens - 1) / tokens;
        packed = new(sizes.KvHeads * PackedElements);
        tiles = new QueryTile<TVector, TLanes>[threads];
        for (int i = 0; i < threads; i++)
            tiles[i] = new(sizes);
    }

    private static int PanelKeys => ProductBlock<TVector, TLanes>.Columns;

    private long PackedElements => (long)panels * PanelKeys * Sizes.HeadSize;

    public override void Dispose()
    {
        packed.Dispose();
        foreach (var tile in tiles)
            tile.Dispose();
        base.Dispose();
    }

    /// <summary>Makes all pieces of a part free to be taken.</summary>
    protected void Restart() => taken = 0;

    /// <summary>Packs panels of keys until none is left.</summary>
    protected void Pack(int thread)
    {
        for (int piece = Take(); piece < Sizes.KvHeads * panels; piece = Take())
        {
            int head = piece / panels, panel = piece % panels, key = panel * PanelKeys;
            PackedKeys.Pack(
                Keys + head * Sizes.HeadElements + (long)key * Sizes.HeadSize,
                Math.Min(PanelKeys, Sizes.Depth - key),
                Sizes.HeadSize,
                packed.Pointer + head * PackedElements + (long)key * Sizes.HeadSize,
                PanelKeys);
        }
    }

    /// <summary>Takes tiles of queries until none is left.</summary>
    protected void Attend(int thread)
    {
        int tokens = QueryTile<TVector, TLanes>.TokensOf(Sizes);
        for (int piece = Take(); piece < Sizes.KvHeads * queryTiles; piece = Take())
        {
            // One head after another keeps its keys in the cache; its latest tokens, which cost most, come first, so that
            // the last pieces of all are small.
            int head = piece / queryTiles, first = (queryTiles - 1 - piece % queryTiles) * tokens;
            long column = (long)head * Sizes.Group * Sizes.HeadSize;
            tiles[thread].Attend(
                first,
                Math.Min(tokens, Sizes.Queries - first),
                Queries + column,
                packed.Pointer + head * PackedElements,
                Values + head * Sizes.HeadElements,
                Output + column);
        }
    }

    private int Take() => Interlocked.Increment(ref taken) - 1;
}
