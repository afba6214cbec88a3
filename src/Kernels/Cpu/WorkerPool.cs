namespace InferBench.Kernels.Cpu;

/// <summary>
/// Threads that stay, for kernels that split their work: a launch costs no thread and no allocation. The caller is one of
/// them. Between launches they spin for a moment, then sleep.
/// </summary>
public sealed class WorkerPool : IDisposable
{
    // About a millisecond: longer than a harness needs from one launch to the next. Where there are more threads than
    // processors, who spins takes the time of one who works.
    private const int SpinsBeforeSleep = 20_000;

    private const long Next = 1L << 32;
    private const long Over = 1L << 31;

    private readonly int spinsBeforeSleep;
    private readonly Thread[] threads;
    private readonly Exception?[] failures;
    private readonly Lock launching = new();
    private readonly object gate = new();
    private Action<int>? work;
    private volatile bool closing;
    private int begun;
    private int sleepers;

    // The number of the launch, whether it is over, and the threads inside it: one word, so that whoever enters knows which.
    private long state = Over;

    /// <param name="count">Threads, the caller's among them; 1 or more.</param>
    public WorkerPool(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Count = count;
        spinsBeforeSleep = count <= Environment.ProcessorCount ? SpinsBeforeSleep : 0;
        failures = new Exception?[count];
        threads = new Thread[count - 1];
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
    /// <exception cref="InvalidOperationException">Another launch is under way: of another thread, or this is part of it.</exception>
    /// <exception cref="ObjectDisposedException">The pool has ended.</exception>
    public void Run(Action<int> part) => Launch(part, threads.Length);

    /// <summary>
    /// Runs <paramref name="part"/> on the caller's thread, and once at most on each other one that begins before the caller's
    /// has ended; waits for those that have begun. For parts that take pieces until none is left: a thread that wakes
    /// late would find none, and is not waited for.
    /// </summary>
    /// <inheritdoc cref="Run"/>
    public void Share(Action<int> part) => Launch(part, 0);

    /// <summary>Ends the threads. Not during a launch.</summary>
    public void Dispose()
    {
        if (closing)
            return;
        closing = true;
        Signal(Next);
        foreach (var thread in threads)
            thread.Join();
    }

    private void Launch(Action<int> part, int awaited)
    {
        ObjectDisposedException.ThrowIf(closing, this);
        if (launching.IsHeldByCurrentThread || !launching.TryEnter())
            throw new InvalidOperationException("the pool is running another launch");
        try
        {
            work = part;
            begun = 0;
            Signal(Next - Over);
            Do(part, 0);
            var spin = new SpinWait();
            while (Volatile.Read(ref begun) < awaited)
                spin.SpinOnce(sleep1Threshold: -1);
            Interlocked.Add(ref state, Over);
            while (Inside(Volatile.Read(ref state)) > 0)
                spin.SpinOnce(sleep1Threshold: -1);
            work = null;
            ThrowFailures();
        }
        finally
        {
            launching.Exit();
        }
    }

    private static int Number(long state) => (int)(state >> 32);

    private static int Inside(long state) => (int)(state & (Over - 1));

    private void Serve(int index)
    {
        int seen = 0;
        while (true)
        {
            Await(seen);
            if (closing)
                return;
            if (!Enter(out seen))
                continue;
            Interlocked.Increment(ref begun);
            Do(work!, index);
            Interlocked.Decrement(ref state);
        }
    }

    // Where it succeeds, the launch cannot end, nor another begin, before this thread leaves.
    private bool Enter(out int number)
    {
        while (true)
        {
            long found = Volatile.Read(ref state);
            number = Number(found);
            if ((found & Over) != 0)
                return false;
            if (Interlocked.CompareExchange(ref state, found + 1, found) == found)
                return true;
        }
    }

    // Whoever sleeps counts itself first and then looks at the launch; whoever launches does the reverse, and both are full
    // fences. So either the sleeper sees the launch, or the launcher sees the sleeper and wakes it.
    private void Signal(long change)
    {
        Interlocked.Add(ref state, change);
        if (Volatile.Read(ref sleepers) == 0)
            return;
        lock (gate)
            Monitor.PulseAll(gate);
    }

    private void Await(int seen)
    {
        for (int spins = 0; spins < spinsBeforeSleep; spins++)
        {
            if (Number(Volatile.Read(ref state)) != seen)
                return;
            Thread.SpinWait(1);
        }

        Interlocked.Increment(ref sleepers);
        lock (gate)
        {
            while (Number(Volatile.Read(ref state)) == seen)
                Monitor.Wait(gate);
        }

        Interlocked.Decrement(ref sleepers);
    }

    private void Do(Action<int> part, int index)
    {
        try
        {
            part(index);
        }
        catch (Exception e)
        {
            failures[index] = e;
        }
    }

    private void ThrowFailures()
    {
        if (Array.TrueForAll(failures, static failure => failure is null))
            return;
        Exception[] failed = [.. failures.OfType<Exception>()];
        Array.Clear(failures);
        throw new AggregateException(failed);
    }
}
