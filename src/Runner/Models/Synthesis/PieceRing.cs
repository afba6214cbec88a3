using System.Runtime.ExceptionServices;

namespace InferBench.Runner.Models.Synthesis;

/// <summary>
/// Numbered pieces of work between threads that make them in any order and one that takes them in theirs: at most
/// <paramref name="slots"/> are claimed and not yet released.
/// </summary>
internal sealed class PieceRing(int pieces, int slots) : IDisposable
{
    private readonly object gate = new();
    private readonly ManualResetEventSlim stop = new();
    private readonly bool[] made = new bool[slots];
    private int next, released;
    private ExceptionDispatchInfo? failure;

    /// <summary>Waits until there is room and gives out the next piece; false when there are no more to make.</summary>
    public bool TryClaim(out int piece)
    {
        lock (gate)
        {
            while (!stop.IsSet && next < pieces && next - released == slots)
                Monitor.Wait(gate);
            piece = next;
            if (stop.IsSet || next == pieces)
                return false;
            next++;
            return true;
        }
    }

    public void Complete(int piece)
    {
        lock (gate)
        {
            made[piece % slots] = true;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Waits until a piece is made.</summary>
    /// <exception cref="Exception">What stopped a worker.</exception>
    public void Await(int piece)
    {
        lock (gate)
        {
            while (!made[piece % slots] && failure is null)
                Monitor.Wait(gate);
        }

        ThrowIfFailed();
    }

    /// <exception cref="Exception">What stopped a worker.</exception>
    public void ThrowIfFailed()
    {
        lock (gate)
            failure?.Throw();
    }

    /// <summary>Waits for <see cref="Stop"/>, but no longer than <paramref name="time"/>; true where it came.</summary>
    public bool WaitForStop(TimeSpan time) => stop.Wait(time);

    /// <summary>Frees the room of the piece that was awaited last.</summary>
    public void Release(int piece)
    {
        lock (gate)
        {
            made[piece % slots] = false;
            released++;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>No more is to be made, because of <paramref name="reason"/> where there is one.</summary>
    public void Stop(Exception? reason = null)
    {
        lock (gate)
        {
            stop.Set();
            if (reason is not null)
                failure ??= ExceptionDispatchInfo.Capture(reason);
            Monitor.PulseAll(gate);
        }
    }

    public void Dispose() => stop.Dispose();
}
