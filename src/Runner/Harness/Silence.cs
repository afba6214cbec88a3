using System.Diagnostics;
using InferBench.Runner.Devices;
using static System.FormattableString;

namespace InferBench.Runner.Harness;

/// <summary>
/// Tells a worker that hangs from one that works, from outside and only once it has said nothing for a while: nothing of it
/// runs beside trials shorter than that.
/// </summary>
internal sealed class Silence(Process process, WorkerLimits limits, TimeProvider time)
{
    private const double LeastProcessorShare = 0.01;

    private long quietSince = time.GetTimestamp();
    private long idleSince = time.GetTimestamp();
    private ProcessWork? work;

    /// <summary>How long to wait for news before <see cref="Verdict"/> is asked.</summary>
    public TimeSpan NextLook => limits.Idle / 4;

    /// <summary>There was news.</summary>
    public void Broken()
    {
        quietSince = idleSince = time.GetTimestamp();
        work = null;
    }

    /// <summary>Why the worker counts as hung; null while it does not.</summary>
    public string? Verdict()
    {
        var (idle, quiet) = (time.GetElapsedTime(idleSince), time.GetElapsedTime(quietSince));
        if (ProcessWork.Of(process) is not { } now)
            return null;
        if (work is not { } before || now.BytesRead > before.BytesRead || now.Processor - before.Processor > idle * LeastProcessorShare)
        {
            work = now;
            idleSince = time.GetTimestamp();
        }
        else if (idle >= limits.Idle)
        {
            return Invariant($"used no processor time and read nothing for {limits.Idle.TotalSeconds:0.###} s");
        }

        return quiet >= limits.Busy ? Invariant($"said nothing for {limits.Busy.TotalSeconds:0.###} s") : null;
    }
}
