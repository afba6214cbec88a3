namespace InferBench.Kernels.Cpu;

/// <summary>
/// Threads that stay, for kernels that split their work: a launch costs no thread and no allocation. The caller is one of
/// them. Between launches they spin for a moment, then sleep.
/// </summary>
public sealed class WorkerPool : IDisposable
{
    private const int SpinsBeforeSleep = 20_000;

    private readonly Thread[] threads;
    // One each: a thread that is quick to sleep again would take the wake-up that was meant for a slower one.
    private readonly SemaphoreSlim[] wakes;
    private readonly bool[] sleeping;
    private Action<int>? work;
    private Exception? failure;
    private volatile int launch;
    private volatile bool closing;
    private int running;

    /// <param name="count">Threads, the caller's among them; 1 or more.</param>
    public WorkerPool(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Count = count;
        threads = new Thread[count - 1];
        wakes = [.. threads.Select(_ => new SemaphoreSlim(0))];
        sleeping = new bool[threads.Length];
        for (int i = 0; i < threads.Length; i++)
        {
            int index = i + 1;
            threads[i] = new Thread(() => Serve(index)) { IsBackground = true, Name = $"kernel {index}" };
            threads[i].Start();
        }
    }

    /// <summary>Threads, the caller's among them.</summary>
    public int Count { get; }

    /// <summary>Runs <paramref name="part"/> once on every thread, with its index from 0, and waits for all.</summary>
    /// <param name="part">Keep it: a delegate made anew for each launch is an allocation.</param>
    /// <exception cref="AggregateException">Parts failed; all have ended, and the pool goes on.</exception>
    public void Run(Action<int> part)
    {
        ObjectDisposedException.ThrowIf(closing, this);
        work = part;
        failure = null;
        Volatile.Write(ref running, threads.Length);
        Interlocked.Increment(ref launch);
        for (int i = 0; i < sleeping.Length; i++)
        {
            if (Volatile.Read(ref sleeping[i]))
                wakes[i].Release();
        }

        Do(part, 0);
        var spin = new SpinWait();
        while (Volatile.Read(ref running) > 0)
            spin.SpinOnce(sleep1Threshold: -1);
        if (failure is not null)
            throw new AggregateException(failure);
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        if (closing)
            return;
        closing = true;
        Interlocked.Increment(ref launch);
        foreach (var wake in wakes)
            wake.Release();
        foreach (var thread in threads)
            thread.Join();
        foreach (var wake in wakes)
            wake.Dispose();
    }

    private void Serve(int index)
    {
        int seen = 0;
        while (true)
        {
            Await(seen, index - 1);
            if (closing)
                return;
            seen = launch;
            Do(work!, index);
            Interlocked.Decrement(ref running);
        }
    }

    private void Await(int seen, int thread)
    {
        for (int spins = 0; launch == seen; spins++)
        {
            if (spins < SpinsBeforeSleep)
            {
                Thread.SpinWait(1);
                continue;
            }

            Volatile.Write(ref sleeping[thread], true);
            Interlocked.MemoryBarrier();
            if (launch == seen)
                wakes[thread].Wait();
            Volatile.Write(ref sleeping[thread], false);
        }
    }

    private void Do(Action<int> part, int index)
    {
        try
        {
            part(index);
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref failure, e, null);
        }
    }
}
