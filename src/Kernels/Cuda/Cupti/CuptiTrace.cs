using System.Diagnostics;
using static System.FormattableString;

namespace InferBench.Kernels.Cuda.Cupti;

/// <summary>
/// Tracing of all CUDA work of this process, by any library in it. One at a time. Pushing and popping allocate nothing; what fails between start
/// and stop ends the trace and is told by <see cref="Stop"/>.
/// </summary>
/// <remarks>Not run on a GPU: written by CUPTI's documents and tried on a library that stands in for it.</remarks>
public sealed unsafe class CuptiTrace
{
    /// <summary>CUPTI_EXTERNAL_CORRELATION_KIND_CUSTOM0.</summary>
    internal const int ExternalKind = 3;

    private const int DefaultBuffers = 64;
    private const int MostBuffers = 1024;
    private const int GetThreadId = 1;

    // External correlation first: other kinds produce it.
    private static readonly int[] Kinds =
    [
        ActivityKind.ExternalCorrelation, ActivityKind.Runtime, ActivityKind.Driver, ActivityKind.ConcurrentKernel, ActivityKind.Copy, ActivityKind.Set,
        ActivityKind.Synchronization, ActivityKind.Overhead,
    ];

    private static int running;

    private readonly CuptiLibrary library;
    private readonly nint subscriber;
    private readonly bool wholeGraphs;
    private int failed;
    private string? failedCall;
    private ClockPair started;
    private bool stopped;

    private CuptiTrace(CuptiLibrary library, nint subscriber, bool wholeGraphs) => (this.library, this.subscriber, this.wholeGraphs) = (library, subscriber, wholeGraphs);

    /// <summary>Id of a step of a phase, as CUPTI keeps it.</summary>
    public static ulong Id(uint phase, uint step) => ((ulong)phase << 32) | step;

    /// <summary>Starts it. To be called before the process makes a CUDA context or a graph.</summary>
    /// <param name="wholeGraphs">Takes one record for a CUDA graph's launch and none for its nodes: less is changed by looking.</param>
    public static CuptiOutcome<CuptiTrace> Start(CuptiLibrary library, bool wholeGraphs = false)
    {
        if (Interlocked.Exchange(ref running, 1) != 0)
            return new("a trace of CUDA's activity is running in this process already");
        string? problem = TryStart(library, wholeGraphs, out var trace);
        if (problem is null)
            return new(trace!);
        Volatile.Write(ref running, 0);
        return new(problem);
    }

    /// <summary>All CUDA calls of this thread belong to a step until <see cref="PopPhase"/>.</summary>
    /// <param name="phase">1 or more.</param>
    public void PushPhase(uint phase, uint step)
    {
        if (failed == 0)
            Check(library.Api.Push(ExternalKind, Id(phase, step)), "cuptiActivityPushExternalCorrelationId");
    }

    /// <summary>Ends what <see cref="PushPhase"/> of the same thread began.</summary>
    public void PopPhase()
    {
        if (failed == 0)
            Check(library.Api.Pop(ExternalKind, null), "cuptiActivityPopExternalCorrelationId");
    }

    /// <summary>Throws away what was traced so far, such as a warm-up. The device has to be idle; not within a step.</summary>
    public void Discard()
    {
        if (failed == 0)
            Check(library.Api.FlushAll(0), "cuptiActivityFlushAll");
        CuptiBuffers.Drain(static (_, _) => { });
    }

    /// <summary>Ends it and reads what was traced. The device has to be idle: synchronise it first.</summary>
    public CuptiActivity Stop()
    {
        ObjectDisposedException.ThrowIf(stopped, this);
        stopped = true;
        var api = library.Api;
        var activity = new CuptiActivity { Started = started, Stopped = started };
        if (failed == 0)
        {
            activity.Stopped = Clock(library);
            foreach (int kind in wholeGraphs ? [.. Kinds, ActivityKind.GraphTrace] : Kinds)
            {
                if (failed == 0)
                    Check(api.Disable(kind), "cuptiActivityDisable");
            }
        }

        if (failed == 0)
            Check(api.FlushAll(1), "cuptiActivityFlushAll");
        NextRecord next = failed == 0 ? (buffer, bytes, record) => api.NextRecord(buffer, bytes, record) : CuptiRecords.BySize(library.Release);
        var records = new CuptiRecords(activity, library.Release, next);
        CuptiBuffers.Drain(records.Read);
        nuint dropped = 0;
        if (failed == 0)
            Check(api.DroppedRecords(0, 0, &dropped), "cuptiActivityGetNumDroppedRecords");
        activity.Dropped = (long)dropped;
        if (failed == 0)
            Check(api.Unsubscribe(subscriber), "cuptiUnsubscribe");
        activity.Problem = failed == 0 ? null : CuptiStatus.Tell(library.Title, failedCall!, failed);
        Volatile.Write(ref running, 0);
        return activity;
    }

    // After the first call that fails none is made: some releases crash then.
    private static string? TryStart(CuptiLibrary library, bool wholeGraphs, out CuptiTrace? trace)
    {
        trace = null;
        var api = library.Api;
        foreach (string name in (string[])["cuptiSubscribe", "cuptiActivityRegisterCallbacks", "cuptiActivityEnable", "cuptiActivityPushExternalCorrelationId", "cuptiActivityGetNextRecord"])
        {
            if (!api.Has(name))
                return $"{library.Title} has no {name}: it is not a whole CUPTI";
        }

        CuptiBuffers.Prepare(DefaultBuffers, library.Release.MayDecline ? MostBuffers : int.MaxValue);
        nint subscriber;
        int status = api.Subscribe(&subscriber, NoCallback, 0);
        if (status != CuptiStatus.Success)
            return CuptiStatus.Tell(library.Title, "cuptiSubscribe", status);
        if ((status = api.SetThreadIdType(GetThreadId)) != CuptiStatus.Success)
            return CuptiStatus.Tell(library.Title, "cuptiSetThreadIdType", status);
        if ((status = api.RegisterCallbacks(CuptiBuffers.Requested, CuptiBuffers.Completed)) != CuptiStatus.Success)
            return CuptiStatus.Tell(library.Title, "cuptiActivityRegisterCallbacks", status);
        foreach (int kind in wholeGraphs ? [.. Kinds, ActivityKind.GraphTrace] : Kinds)
        {
            if ((status = api.Enable(kind)) != CuptiStatus.Success)
                return CuptiStatus.Tell(library.Title, Invariant($"cuptiActivityEnable({kind})"), status);
        }

        trace = new(library, subscriber, wholeGraphs) { started = Clock(library) };
        return null;
    }

    private static ClockPair Clock(CuptiLibrary library)
    {
        // The pair whose halves lie closest together: one that the scheduler tore apart is not taken.
        ClockPair best = default;
        long closest = long.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            ulong cupti = 0;
            long before = Stopwatch.GetTimestamp();
            int status = library.Api.GetTimestamp(&cupti);
            long after = Stopwatch.GetTimestamp();
            if (status == CuptiStatus.Success && after - before < closest)
                (closest, best) = (after - before, new(cupti, before + ((after - before) / 2)));
        }

        return best;
    }

    private static nint NoCallback => (nint)(delegate* unmanaged[Cdecl]<nint, int, uint, nint, void>)&OnNothing;

    // Subscribed so that another tool is told of; no callback is ever enabled.
    [System.Runtime.InteropServices.UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static void OnNothing(nint user, int domain, uint callback, nint data)
    {
    }

    private void Check(int status, string call)
    {
        if (status == CuptiStatus.Success)
            return;
        failedCall = call;
        failed = status;
    }
}
