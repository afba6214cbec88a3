using static System.FormattableString;

namespace InferBench.Kernels.Cuda.Cupti;

/// <summary>Work of devices by phase and step.</summary>
/// <param name="Steps">In the order of phase and step.</param>
/// <param name="Outside">Work that no phase asked for; null where there is none.</param>
/// <param name="Findings">What makes the figures doubtful, each in one line.</param>
public sealed record CuptiAnalysis(IReadOnlyList<StepActivity> Steps, StepActivity? Outside, IReadOnlyList<string> Findings)
{
    public static CuptiAnalysis Of(CuptiActivity activity)
    {
        var calls = new Dictionary<uint, CudaCall>();
        foreach (var call in activity.Calls)
        {
            // A driver's call within one of the runtime has the same id: the outer one counts.
            if (call.IsRuntime || !calls.ContainsKey(call.CorrelationId))
                calls[call.CorrelationId] = call;
        }

        var stepCalls = calls.Values.ToLookup(call => activity.External.GetValueOrDefault(call.CorrelationId));
        var steps = activity.Work
            .GroupBy(work => activity.External.GetValueOrDefault(work.CorrelationId))
            .OrderBy(group => group.Key)
            .Select(group => Step(group.Key, group, calls, stepCalls[group.Key]))
            .ToArray();
        var inside = steps.Where(step => step.Phase != 0).ToArray();
        return new(inside, steps.FirstOrDefault(step => step.Phase == 0), [.. Find(activity, inside)]);
    }

    private static StepActivity Step(ulong id, IEnumerable<GpuWork> all, Dictionary<uint, CudaCall> calls, IEnumerable<CudaCall> own)
    {
        var work = all.Where(IsTimed).OrderBy(piece => piece.Start).ToArray();
        var kernels = work.Where(piece => piece.Kind is GpuWorkKind.Kernel or GpuWorkKind.Graph)
            .GroupBy(piece => piece.Kind == GpuWorkKind.Graph ? "CUDA graph" : KernelName.Short(piece.Name ?? ""))
            .Select(group => new KernelTime(group.Key, group.Count(), group.Sum(Length)))
            .OrderByDescending(kernel => kernel.Nanoseconds).ThenBy(kernel => kernel.Name, StringComparer.Ordinal).ToArray();
        var copies = work.Where(piece => piece.Kind == GpuWorkKind.Copy).GroupBy(piece => piece.Direction).OrderBy(group => group.Key)
            .Select(group => new CopyTotal(group.Key, group.Count(), group.Sum(piece => (long)piece.Bytes), group.Sum(Length))).ToArray();
        var times = own.Select(call => (call.Start, call.End)).Concat(work.Select(piece => (piece.Start, piece.End))).ToArray();
        var latencies = work.GroupBy(piece => piece.CorrelationId).Where(group => calls.ContainsKey(group.Key))
            .Select(group => Math.Max(0, (double)(long)(group.First().Start - calls[group.Key].Start))).Order().ToArray();
        var (gaps, late) = Gaps(work, calls);
        return new(
            (uint)(id >> 32), (uint)id, times.Length == 0 ? 0 : times.Min(time => time.Start), times.Length == 0 ? 0 : times.Max(time => time.End), kernels, copies,
            all.Select(piece => piece.CorrelationId).Distinct().Count(), all.Where(piece => piece.GraphNodeId != 0).Select(piece => piece.GraphNodeId).Distinct().Count(),
            kernels.Sum(kernel => kernel.Nanoseconds), Busy(work), gaps, late, Median(latencies), all.Count(piece => !IsTimed(piece)));
    }

    private static bool IsTimed(GpuWork work) => work.Start != 0 && work.End >= work.Start;

    private static double Length(GpuWork work) => work.End - work.Start;

    private static double Median(double[] sorted) =>
        sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    // Streams and nodes of graphs overlap: each moment counts once.
    private static double Busy(GpuWork[] work)
    {
        double busy = 0;
        ulong until = 0;
        foreach (var piece in work)
        {
            if (piece.End > until)
                busy += piece.End - Math.Max(piece.Start, until);
            until = Math.Max(until, piece.End);
        }

        return busy;
    }

    private static (double Gaps, double Late) Gaps(GpuWork[] work, Dictionary<uint, CudaCall> calls)
    {
        double gaps = 0, late = 0;
        foreach (var stream in work.GroupBy(piece => (piece.Device, piece.Context, piece.Stream)))
        {
            ulong until = 0;
            foreach (var piece in stream)
            {
                if (until != 0 && piece.Start > until)
                {
                    gaps += piece.Start - until;
                    ulong ready = calls.TryGetValue(piece.CorrelationId, out var call) ? Math.Min(call.End, piece.Start) : until;
                    late += ready > until ? ready - until : 0;
                }

                until = Math.Max(until, piece.End);
            }
        }

        return (gaps, late);
    }

    private static IEnumerable<string> Find(CuptiActivity activity, StepActivity[] steps)
    {
        if (activity.Problem is { } problem)
            yield return $"tracing ended early: {problem}";
        if (activity.Dropped > 0)
            yield return Invariant($"CUPTI dropped {activity.Dropped} records: sums are too small; trace fewer tokens");
        if (activity.Truncated > 0)
            yield return Invariant($"{activity.Truncated} buffers ended within a record or with one of an unknown size: sums are too small");
        int untimed = activity.Work.Count(work => !IsTimed(work));
        if (untimed > 0)
            yield return Invariant($"{untimed} pieces of work have no times, CUPTI's buffers on the device were full: trace fewer tokens");
        foreach (var phase in steps.GroupBy(step => step.Phase))
        {
            int[] counts = [.. phase.Select(step => step.KernelCount).Distinct().Order()];
            if (counts.Length > 1)
                yield return Invariant($"phase {phase.Key}: steps have between {counts[0]} and {counts[^1]} kernels, not all the same");
        }
    }
}
