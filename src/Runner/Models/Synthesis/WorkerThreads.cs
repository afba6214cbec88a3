namespace InferBench.Runner.Models.Synthesis;

/// <summary>Threads that work on a <see cref="PieceRing"/> until it stops; the first that fails stops it.</summary>
internal sealed class WorkerThreads : IDisposable
{
    private readonly PieceRing ring;
    private readonly Thread[] threads;

    public WorkerThreads(PieceRing ring, IEnumerable<Action> work)
    {
        this.ring = ring;
        threads = [.. work.Select(w => new Thread(() => Guard(w)))];
        foreach (Thread thread in threads)
            thread.Start();
    }

    /// <summary>Stops the ring and waits for all threads to end.</summary>
    public void Dispose()
    {
        ring.Stop();
        foreach (Thread thread in threads)
            thread.Join();
    }

    private void Guard(Action work)
    {
        try
        {
            work();
        }
        // Thrown again by the thread that waits for the pieces.
        catch (Exception e)
        {
            ring.Stop(e);
        }
    }
}
