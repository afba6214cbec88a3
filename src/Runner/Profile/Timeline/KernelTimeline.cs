using InferBench.Kernels.Cuda.Cupti;
using InferBench.Runner.Measurement;
using static System.FormattableString;

namespace InferBench.Runner.Profile.Timeline;

/// <summary>What CUPTI saw as a timeline: the calls of the host's threads, the work of each stream, and an arrow from each call to its work.</summary>
internal static class KernelTimeline
{
    private const int FirstGpu = 100_000;
    private const int HostProcess = 1;
    private const long FirstThread = 1000;

    // Work of one stream may overlap, as nodes of a graph do: what does is drawn in lanes.
    private const int Lanes = 16;

    /// <param name="timeline">Where to.</param>
    /// <param name="activity">What CUPTI saw.</param>
    public static void Add(Timeline timeline, CuptiActivity activity)
    {
        var calls = new Dictionary<uint, TimelineSlice>();
        foreach (var call in activity.Calls.Where(c => c.End >= c.Start && c.Start != 0))
        {
            // A driver's call within one of the runtime has the same id: the outer one is drawn.
            if (call.IsRuntime || !calls.ContainsKey(call.CorrelationId))
                calls[call.CorrelationId] = new(new(HostProcess, FirstThread + call.ThreadId, "host", Invariant($"CUDA calls, thread {call.ThreadId}")), Ns(call.Start), Ns(call.End), call.IsRuntime ? "CUDA runtime call" : "CUDA driver call");
        }

        List<TimelineSlice> slices = [.. calls.Values];
        var arrows = new List<TimelineArrow>();
        foreach (var stream in activity.Work.Where(w => w.Start != 0 && w.End >= w.Start).GroupBy(w => (w.Device, w.Stream)))
        {
            var free = new long[Lanes];
            foreach (var work in stream.OrderBy(w => w.Start))
            {
                long start = Ns(work.Start), end = Ns(work.End);
                int lane = Math.Max(0, Array.FindIndex(free, until => until <= start));
                free[lane] = end;
                var slice = new TimelineSlice(Track(work, lane), start, end, Name(work), Facts(activity, work));
                slices.Add(slice);
                if (calls.TryGetValue(work.CorrelationId, out var call))
                    arrows.Add(new(arrows.Count + 1, call.Track, call.Start, slice.Track, start));
            }
        }

        timeline.Add(slices, arrows);

        long Ns(ulong cupti) => Ticks.ToNanoseconds((long)activity.ToStopwatch(cupti), System.Diagnostics.Stopwatch.Frequency);
    }

    private static TimelineTrack Track(GpuWork work, int lane) => new(
        FirstGpu + (int)work.Device, ((long)work.Stream * Lanes) + lane, Invariant($"GPU {work.Device}"), Invariant($"stream {work.Stream}{(lane > 0 ? Invariant($", lane {lane + 1}") : "")}"));

    private static string Name(GpuWork work) => work.Kind switch
    {
        GpuWorkKind.Kernel => KernelName.Short(work.Name ?? ""),
        GpuWorkKind.Graph => "CUDA graph",
        GpuWorkKind.Copy => Invariant($"copy {work.Direction}"),
        _ => work.Kind.ToString().ToLowerInvariant(),
    };

    private static KeyValuePair<string, string>[] Facts(CuptiActivity activity, GpuWork work)
    {
        ulong id = activity.External.GetValueOrDefault(work.CorrelationId);
        return work.Kind == GpuWorkKind.Kernel
            ? [new("phase", Invariant($"{id >> 32}")), new("step", Invariant($"{(uint)id}")), new("grid", Invariant($"{work.Grid}")), new("block", Invariant($"{work.Block}")), new("registers", Invariant($"{work.Registers}")), new("shared bytes", Invariant($"{work.SharedBytes}"))]
            : [new("phase", Invariant($"{id >> 32}")), new("step", Invariant($"{(uint)id}")), new("bytes", Invariant($"{work.Bytes}"))];
    }
}
