namespace InferBench.Kernels.Cpu.Ceilings;

/// <summary>A working set in memory, each thread's part allocated and filled by that thread: near it where memory is not all the same.</summary>
internal sealed unsafe class ReadInstance : KernelInstance
{
    private const ulong Odd = 0x9E3779B97F4A7C15;

    private readonly WorkerPool pool;
    private readonly InstructionSet set;
    private readonly long passes;
    private readonly Action<int> read;
    private readonly Action<int> fill;
    private readonly AlignedBuffer<ulong>[] parts;
    private readonly AlignedBuffer<ulong> sums;
    private ulong seed;

    public ReadInstance(KernelSetup setup)
    {
        (pool, set) = (setup.Pool, setup.Set);
        passes = SimdRead.Passes(setup.Shape);
        WorkingSet = SimdRead.Bytes(setup.Shape);
        (read, fill) = (Read, FillPart);
        parts = new AlignedBuffer<ulong>[pool.Count];
        sums = new(pool.Count * Line);
        try
        {
            pool.Run(thread => parts[thread] = new(Math.Max(Words(thread), 1)));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public override long WorkingSet { get; }

    // A thread's sum has a cache line to itself.
    private static int Line => 64 / sizeof(ulong);

    /// <summary>Fresh random bits: sums of integers have no rounding to allow for.</summary>
    public override void Fill(ulong seed)
    {
        this.seed = seed;
        pool.Run(fill);
    }

    public override void Poison()
    {
        for (int i = 0; i < parts.Length; i++)
            sums.Pointer[i * Line] = ~Expected(i);
    }

    public override void Run() => pool.Run(read);

    /// <summary>0 where every thread's sum is right to the bit, else infinite.</summary>
    public override double WorstError()
    {
        for (int i = 0; i < parts.Length; i++)
        {
            if (sums.Pointer[i * Line] != Expected(i))
                return double.PositiveInfinity;
        }

        return 0;
    }

    public override void Dispose()
    {
        foreach (var part in parts)
            part?.Dispose();
        sums.Dispose();
    }

    private void Read(int thread)
    {
        sums.Pointer[thread * Line] = SimdRead.Sum(set, parts[thread].Pointer, Blocks(thread), passes);
    }

    private void FillPart(int thread)
    {
        var part = parts[thread];
        ulong state = (seed + (ulong)thread + 1) * Odd;
        for (long i = 0; i < part.Length; i++)
        {
            state += Odd;
            part.Pointer[i] = (state ^ (state >> 31)) * Odd;
        }
    }

    private ulong Expected(int thread)
    {
        ulong sum = 0;
        for (long i = 0; i < Words(thread); i++)
            sum += parts[thread].Pointer[i];
        return sum * (ulong)passes;
    }

    private long Blocks(int thread) => Split.Part(WorkingSet / SimdRead.BlockBytes, thread, parts.Length);

    private long Words(int thread) => Blocks(thread) * SimdRead.BlockBytes / sizeof(ulong);
}
