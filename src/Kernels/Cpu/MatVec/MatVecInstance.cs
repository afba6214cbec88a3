namespace InferBench.Kernels.Cpu.MatVec;

/// <summary>y[n] = W[n,k] x[k] in memory: x, y, and whose turn it is among the copies of W.</summary>
internal abstract unsafe class MatVecInstance : KernelInstance
{
    // Threads share no cache line of y, and no group of interleaved rows.
    private const int RowsTogether = 16;

    private readonly WorkerPool? pool;
    private readonly GuidedSchedule? schedule;
    private readonly Action<int> part;

    /// <param name="copyBytes">Bytes of one copy of the weights.</param>
    /// <param name="isParallel">Whether rows are shared out among the pool's threads.</param>
    protected MatVecInstance(KernelSetup setup, long copyBytes, bool isParallel)
    {
        (N, K) = (setup.Shape[0], setup.Shape[1]);
        Copies = Rotation.Copies(setup.RotateBytes, copyBytes);
        WorkingSet = Copies * copyBytes + ((long)N + K) * sizeof(float);
        X = new((long)BlockFormat.Blocks(K) * BlockFormat.BlockSize);
        Y = new(PaddedRows(N));
        (pool, schedule) = isParallel ? (setup.Pool, new GuidedSchedule(setup.Pool.Count)) : (null, null);
        part = Part;
    }

    public sealed override long WorkingSet { get; }

    protected int N { get; }

    protected int K { get; }

    protected long Copies { get; }

    /// <summary>The copy of the last launch.</summary>
    protected long Copy { get; private set; }

    /// <summary>[k], and zeros up to whole blocks.</summary>
    protected AlignedBuffer<float> X { get; }

    /// <summary>[n], and room up to whole groups of 16 rows.</summary>
    protected AlignedBuffer<float> Y { get; }

    /// <summary>Rows up to whole groups of 16.</summary>
    protected static long PaddedRows(int n) => ((long)n + RowsTogether - 1) / RowsTogether * RowsTogether;

    public sealed override void Fill(ulong seed)
    {
        Normal.Fill(X.Span[..K], seed);
        FillWeights(seed + 1);
    }

    public sealed override void Poison() => Y.Span.Fill(float.NaN);

    public sealed override void Run()
    {
        Copy = Copy + 1 == Copies ? 0 : Copy + 1;
        Prepare();
        if (pool is null)
        {
            Rows(0, N);
            return;
        }

        schedule!.Restart((int)(Y.Length / RowsTogether));
        pool.Share(part);
    }

    public override void Dispose()
    {
        X.Dispose();
        Y.Dispose();
    }

    /// <summary>Fills every copy with the same weights.</summary>
    protected abstract void FillWeights(ulong seed);

    /// <summary>What a launch does before its rows are shared out.</summary>
    protected virtual void Prepare()
    {
    }

    /// <summary>y of <paramref name="count"/> rows from <paramref name="first"/>, a multiple of 16.</summary>
    protected abstract void Rows(int first, int count);

    /// <summary>The largest error of all rows; NaN where one is.</summary>
    protected double Worst(Func<int, double> rowError)
    {
        var errors = new double[N];
        Parallel.For(0, N, row => errors[row] = rowError(row));
        return errors.Aggregate(Math.Max);
    }

    /// <summary>How far y is from the truth, as a multiple of what is allowed.</summary>
    protected static double Error(float y, double truth, double allowed) => y == truth ? 0 : Math.Abs(y - truth) / allowed;

    private void Part(int thread)
    {
        while (schedule!.Take(out int group) is var groups and > 0)
        {
            int first = group * RowsTogether;
            Rows(first, Math.Min(N - first, groups * RowsTogether));
        }
    }
}
