using InferBench.Runner.Records;

namespace InferBench.Runner.Commands;

/// <summary>The limits of the machine that a run has measured so far.</summary>
internal sealed class MeasuredCeilings
{
    private const string CeilingPrefix = "ceiling";

    private readonly List<Peak> peaks = [];
    private readonly List<Read> reads = [];

    /// <summary>Whether a record's kernel only reaches a limit of the machine.</summary>
    public static bool IsCeiling(RunRecord record) => record.Kernel!.Ladder.StartsWith(CeilingPrefix, StringComparison.Ordinal);

    /// <summary>Learns from a record with figures. A library may reach a rate that no kernel of ours does, and then is the ceiling.</summary>
    public void Add(RunRecord record)
    {
        string from = $"{record.Kernel!.Name} {record.Case.Shape}";
        int threads = record.Engine!.Threads;
        if (record.Kernel.Step != 0 && !IsCeiling(record))
            return;
        if (record.Statistics.TryGetValue(MetricId.KernelFlops, out var rate))
            peaks.Add(new(record.Kernel.Arithmetic, threads, rate.Median, from));
        else if (record.Statistics.TryGetValue(MetricId.KernelBandwidth, out var bandwidth))
            reads.Add(new(threads, record.Values[MetricId.KernelWorkingSet], bandwidth.Median, from));
    }

    /// <summary>What they allow a kernel; null where what would decide was not measured.</summary>
    /// <param name="record">A record with figures.</param>
    /// <param name="missing">What was not measured; null where nothing is missing.</param>
    public Roof? Over(RunRecord record, out string? missing)
    {
        var kernel = record.Kernel!;
        int threads = record.Engine!.Threads;
        var peak = peaks.Where(p => p.Arithmetic == kernel.Arithmetic && p.Threads == threads).MaxBy(p => p.Rate);
        var read = At(reads.Where(r => r.Threads == threads), record.Values[MetricId.KernelWorkingSet]);
        string on = FormattableString.Invariant($"on {threads} thread{(threads == 1 ? "" : "s")} was measured in this run");
        missing = peak is null && kernel.Flops > 0 ? $"no peak of {kernel.Arithmetic} {on}"
            : read is null && kernel.Bytes > 0 ? $"no read bandwidth {on}"
            : null;
        if (missing is not null)
            return null;
        double compute = kernel.Flops > 0 ? kernel.Flops / peak!.Rate : 0, memory = kernel.Bytes > 0 ? kernel.Bytes / read!.Bandwidth : 0;
        return new()
        {
            Compute = peak?.Rate,
            ComputeFrom = peak?.From,
            Bandwidth = read?.Bandwidth,
            BandwidthFrom = read?.From,
            Limit = compute >= memory ? "compute" : "memory",
            Seconds = Math.Max(compute, memory),
        };
    }

    // What fits a cache with room to spare is read from it: the smallest set measured that holds the kernel's.
    private static Read? At(IEnumerable<Read> measured, double bytes)
    {
        Read[] bySize = [.. measured.OrderBy(r => r.Bytes)];
        return bySize.FirstOrDefault(r => r.Bytes >= bytes) ?? bySize.LastOrDefault();
    }

    private sealed record Peak(string Arithmetic, int Threads, double Rate, string From);

    private sealed record Read(int Threads, double Bytes, double Bandwidth, string From);
}
