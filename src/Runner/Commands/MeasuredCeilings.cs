using InferBench.Runner.Records;
using InferBench.Runner.Statistics;

namespace InferBench.Runner.Commands;

/// <summary>The limits of the machine that a run has measured so far.</summary>
internal sealed class MeasuredCeilings
{
    private const string CeilingPrefix = "ceiling";

    private readonly List<(string Arithmetic, int Threads, ComputePeak Peak)> peaks = [];
    private readonly Dictionary<(int Threads, long Bytes), BandwidthPoint> reads = [];
    private string? reader;

    /// <summary>Whether a record's kernel only reaches a limit of the machine.</summary>
    public static bool IsCeiling(RunRecord record) => record.Kernel!.Ladder.StartsWith(CeilingPrefix, StringComparison.Ordinal);

    /// <summary>Learns from a record with figures. A library may reach a rate that no kernel of ours does, and then is the ceiling.</summary>
    public void Add(RunRecord record)
    {
        int threads = record.Engine!.Threads;
        if (record.Kernel!.Step != 0 && !IsCeiling(record))
            return;
        if (record.Statistics.TryGetValue(MetricId.KernelFlops, out var rate) && rate.Median > 0)
        {
            peaks.Add((record.Kernel.Arithmetic, threads, new(rate.Median, $"{record.Kernel.Name} {record.Case.Shape}")));
        }
        else if (record.Statistics.TryGetValue(MetricId.KernelBandwidth, out var bandwidth) && bandwidth.Median > 0
            && record.Values.TryGetValue(MetricId.KernelWorkingSet, out double bytes) && bytes >= 1)
        {
            reads[(threads, (long)bytes)] = new((long)bytes, bandwidth.Median);
            reader = record.Kernel.Name;
        }
    }

    /// <summary>What they allow a kernel; null where what would decide was not measured.</summary>
    /// <param name="record">A record with figures.</param>
    /// <param name="missing">What was not measured; null where nothing is missing.</param>
    public Roof? Over(RunRecord record, out string? missing)
    {
        var kernel = record.Kernel!;
        int threads = record.Engine!.Threads;
        long workingSet = (long)record.Values[MetricId.KernelWorkingSet];
        var curve = reads.Where(r => r.Key.Threads == threads).Select(r => r.Value).ToArray() is { Length: > 0 } points ? new BandwidthCurve(points) : null;
        var roofline = new Roofline(curve, Roofline.Highest(peaks.Where(p => p.Arithmetic == kernel.Arithmetic && p.Threads == threads).Select(p => p.Peak)));
        var attainable = roofline.Attainable(kernel.Flops, kernel.Bytes, workingSet);
        string on = FormattableString.Invariant($"on {threads} thread{(threads == 1 ? "" : "s")} was measured in this run");
        missing = attainable is not null ? null
            : roofline.Peak is null && kernel.Flops > 0 ? $"no peak of {kernel.Arithmetic} {on}"
            : $"no read bandwidth {on}";
        return attainable is null ? null : new()
        {
            Compute = roofline.Peak?.OperationsPerSecond,
            ComputeFrom = roofline.Peak?.Source,
            Bandwidth = curve?.At(workingSet),
            BandwidthFrom = curve is null ? null : FormattableString.Invariant($"{reader} at {workingSet} bytes"),
            Limit = attainable.Limit == RooflineLimit.Compute ? "compute" : "memory",
            Seconds = attainable.Seconds,
        };
    }
}
