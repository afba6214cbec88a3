namespace InferBench.Runner.Telemetry;

/// <summary>
/// A thread that exports when it is told to. Who tells it waits as long as it has patience: a receiver that hangs holds up this
/// thread, which ends with the process, and nothing else.
/// </summary>
internal sealed class ExportThread
{
    private readonly TelemetryFaults faults;
    private readonly object gate = new();
    private Action? next;
    private bool busy, ending;

    /// <param name="name">Of the thread.</param>
    /// <param name="faults">Takes what work throws.</param>
    public ExportThread(string name, TelemetryFaults faults)
    {
        this.faults = faults;
        new Thread(Loop) { IsBackground = true, Name = name }.Start();
    }

    /// <summary>Lets it do something after what it is doing, in place of what it has not begun.</summary>
    /// <param name="work">What to do.</param>
    /// <param name="patience">How long to wait for it.</param>
    /// <param name="last">End the thread after it.</param>
    /// <returns>Whether it was done meanwhile.</returns>
    public bool Do(Action work, TimeSpan patience, bool last = false)
    {
        long deadline = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        lock (gate)
        {
            next = work;
            ending = last;
            Monitor.PulseAll(gate);
            while (next is not null || busy)
            {
                long left = deadline - Environment.TickCount64;
                if (left <= 0)
                    return false;
                Monitor.Wait(gate, (int)left);
            }

            return true;
        }
    }

    private void Loop()
    {
        while (Take() is { } work)
        {
            faults.Guard(work);
            lock (gate)
            {
                busy = false;
                Monitor.PulseAll(gate);
            }
        }
    }

    private Action? Take()
    {
        lock (gate)
        {
            while (next is null)
            {
                if (ending)
                    return null;
                Monitor.Wait(gate);
            }

            (Action work, next, busy) = (next, null, true);
            return work;
        }
    }
}
