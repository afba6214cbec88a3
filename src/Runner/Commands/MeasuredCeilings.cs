using InferBench.Runner.Records;
using InferBench.Runner.Statistics;

namespace InferBench.Runner.Commands;

/// <summary>The limits of the machine that a run has measured so far.</summary>
internal sealed class MeasuredCeilings
{
    private readonly List<(string Arithmetic, int Threads, ComputePeak Peak, CaseSpec Case)> peaks = [];
    private readonly Dictionary<(int Threads, long Bytes), BandwidthPoint> reads = [];
    private string? reader;

    /// <summary>Whether a record's kernel only reaches a limit of the machine.</summary>
    public static bool IsCeiling(RunRecord record) => KernelLadder.IsCeiling(record.Kernel!.Ladder);

    /// <summary>Learns from a record with figures. A library may reach a rate that no kernel of ours does, and then is the ceiling.</summary>
    public void Add(RunRecord record)
    {
        int threads = record.Engine!.Threads;
        if (record.Kernel!.Step != 0 && !IsCeiling(record))
            return;
        if (record.Statistics.TryGetValue(MetricId.KernelFlops, out var rate) && rate.Median > 0)
        {
            peaks.Add((record.Kernel.Arithmetic, threads, new(rate.Median, $"{record.Kernel.Name} {record.Case.Shape}"), record.Case));
        }
        else if (KernelLadder.IsRead(record.Kernel.Ladder) && record.Statistics.TryGetValue(MetricId.KernelBandwidth, out var bandwidth) && bandwidth.Median > 0
            && record.Values.TryGetValue(MetricId.KernelWorkingSet, out double bytes) && bytes >= 1)
        {
            // Measured again, the higher is the ceiling.
            var before = reads.GetValueOrDefault((threads, (long)bytes));
            reads[(threads, (long)bytes)] = new((long)bytes, Math.Max(bandwidth.Median, before.BytesPerSecond));
            reader = record.Kernel.Name;
        }
    }

    /// <summary>Read bandwidth on as many threads; null where it was not measured.</summary>
    public BandwidthCurve? Curve(int threads) =>
        reads.Where(r => r.Key.Threads == threads).Select(r => r.Value).ToArray() is { Length: > 0 } points ? new(points) : null;

    /// <summary>
    /// The fastest read on as many threads of sets as large or larger: a smaller one, which caches hold better, is read no slower. Null where
    /// none was measured.
    /// </summary>
    /// <param name="threads">Threads.</param>
    /// <param name="bytes">The smaller set.</param>
    public (double Rate, string Name)? FastestFrom(int threads, long bytes) => reads.Where(r => r.Key.Threads == threads && r.Key.Bytes >= bytes)
        .Select(r => ((double Rate, string Name)?)(r.Value.BytesPerSecond, FormattableString.Invariant($"{reader} {r.Key.Bytes / 1024}"))).MaxBy(r => r!.Value.Rate);

    /// <summary>The highest rate on as many threads in any of the types of arithmetic; null where none was measured.</summary>
    public ComputePeak? Peak(IReadOnlyCollection<string> arithmetic, int threads) =>
        Roofline.Highest(peaks.Where(p => arithmetic.Contains(p.Arithmetic) && p.Threads == threads).Select(p => p.Peak));

    /// <summary>The cases that reached a rate on as many threads in any of the types of arithmetic, each once, the fastest first.</summary>
    public IReadOnlyList<CaseSpec> PeakCases(IReadOnlyCollection<string> arithmetic, int threads) =>
        [.. peaks.Where(p => arithmetic.Contains(p.Arithmetic) && p.Threads == threads).OrderByDescending(p => p.Peak.OperationsPerSecond).Select(p => p.Case).Distinct()];

    /// <summary>What they allow a kernel; null where what would decide was not measured.</summary>
    /// <param name="record">A record with figures.</param>
    /// <param name="missing">What was not measured; null where nothing is missing.</param>
    public Roof? Over(RunRecord record, out string? missing)
    {
        var kernel = record.Kernel!;
        int threads = record.Engine!.Threads;
        bool isGpu = record.Case.Device != "cpu";
        var curve = Curve(threads);
        // A GPU's caches are swept before each launch, unless they are asked for.
        long workingSet = isGpu && record.Case.Cached != true && curve is not null
            ? reads.Keys.Max(read => read.Bytes)
            : (long)record.Values[MetricId.KernelWorkingSet];
        var roofline = new Roofline(curve, Peak([kernel.Arithmetic], threads));
        var attainable = roofline.Attainable(kernel.Flops, kernel.Bytes, workingSet);
        string on = isGpu ? $"on {record.Case.Device} was measured in this run"
            : FormattableString.Invariant($"on {threads} thread{(threads == 1 ? "" : "s")} was measured in this run");
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
