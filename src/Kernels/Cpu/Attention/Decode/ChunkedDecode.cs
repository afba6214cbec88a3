using InferBench.Kernels.Cpu.Lanes;

namespace InferBench.Kernels.Cpu.Attention.Decode;

/// <summary>Decode in two parts: runs of the KV cache, which any thread may take, and what joins them.</summary>
internal abstract unsafe class ChunkedDecode<TVector, TLanes> : AttentionInstance
    where TVector : struct
    where TLanes : ILanes<TVector>
{
    private readonly KvChunk<TVector, TLanes>[] threads;
    private readonly int chunkKeys;
    private readonly int chunks;
    private readonly int apart;

    // [kv heads, chunks, rows, head size]
    private readonly AlignedBuffer<float> outputs;

    // [heads, chunks, and beyond them what counts for nothing]
    private readonly AlignedBuffer<float> largest;
    private readonly AlignedBuffer<float> sums;
    private int taken;

    /// <param name="chunkKeys">Keys of a run.</param>
    /// <param name="threads">Threads that take runs, each with its index from 0.</param>
    protected ChunkedDecode(AttentionSizes sizes, long rotateBytes, int chunkKeys, int threads)
        : base(sizes, rotateBytes)
    {
        this.chunkKeys = chunkKeys;
        chunks = (sizes.Depth + chunkKeys - 1) / chunkKeys;
        apart = (chunks + TLanes.Count - 1) / TLanes.Count * TLanes.Count;
        outputs = new(sizes.KvHeads * chunks * OutputElements);
        largest = new((long)sizes.Heads * apart);
        largest.Span.Fill(float.NegativeInfinity);
        sums = new((long)sizes.Heads * apart);
        this.threads = new KvChunk<TVector, TLanes>[threads];
        for (int i = 0; i < threads; i++)
            this.threads[i] = new(sizes, chunkKeys);
    }

    private long OutputElements => (long)KvChunk<TVector, TLanes>.RowsOf(Sizes) * Sizes.HeadSize;

    public override void Dispose()
    {
        outputs.Dispose();
        largest.Dispose();
        sums.Dispose();
        foreach (var thread in threads)
            thread.Dispose();
        base.Dispose();
    }

    /// <summary>Makes all runs free to be taken.</summary>
    protected void Restart() => taken = 0;

    /// <summary>Takes runs until none is left.</summary>
    protected void Attend(int thread)
    {
        for (int piece = Take(); piece < Sizes.KvHeads * chunks; piece = Take())
        {
            int head = piece / chunks, chunk = piece % chunks, key = chunk * chunkKeys;
            long rows = head * Sizes.HeadElements + (long)key * Sizes.HeadSize, slot = (long)head * Sizes.Group * apart + chunk;
            threads[thread].Attend(
                Math.Min(chunkKeys, Sizes.Depth - key),
                Queries + (long)head * Sizes.Group * Sizes.HeadSize,
                Keys + rows,
                Values + rows,
                outputs.Pointer + piece * OutputElements,
                largest.Pointer + slot,
                sums.Pointer + slot,
                apart);
        }
    }

    /// <summary>Brings the runs of each head to their common largest score, adds them and divides by the sum of weights.</summary>
    protected void Join()
    {
        for (int head = 0; head < Sizes.Heads; head++)
        {
            float* max = largest.Pointer + (long)head * apart, sum = sums.Pointer + (long)head * apart;
            float total = Rescale(max, sum);
            float* from = outputs.Pointer + head / Sizes.Group * chunks * OutputElements + head % Sizes.Group * Sizes.HeadSize;
            float* to = Output + (long)head * Sizes.HeadSize;
            var share = TLanes.Fill(1 / total);
            for (int d = 0; d < Sizes.HeadSize; d += TLanes.Count)
            {
                TVector o = default;
                for (int chunk = 0; chunk < chunks; chunk++)
                    o = TLanes.MultiplyAdd(TLanes.Load(from + chunk * OutputElements + d), TLanes.Fill(sum[chunk]), o);
                TLanes.Store(to + d, TLanes.Multiply(o, share));
            }
        }
    }

    /// <summary>Puts each run's factor in the place of its sum, and gives the sum of all weights.</summary>
    private float Rescale(float* max, float* sum)
    {
        var most = TLanes.Load(max);
        for (int chunk = TLanes.Count; chunk < apart; chunk += TLanes.Count)
            most = TLanes.Max(most, TLanes.Load(max + chunk));
        most = TLanes.Fill(TLanes.Largest(most));
        TVector total = default;
        for (int chunk = 0; chunk < apart; chunk += TLanes.Count)
        {
            var factor = Exponential.PowerOfTwo<TVector, TLanes>(TLanes.Subtract(TLanes.Load(max + chunk), most));
            total = TLanes.MultiplyAdd(factor, TLanes.Load(sum + chunk), total);
            TLanes.Store(sum + chunk, factor);
        }

        return TLanes.Sum(total);
    }

    private int Take() => Interlocked.Increment(ref taken) - 1;
}
