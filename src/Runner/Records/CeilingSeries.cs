namespace InferBench.Runner.Records;

/// <summary>One ceiling of a run as it was measured before its cases, again between them where one exceeded it, and after them.</summary>
public sealed class CeilingSeries
{
    private readonly RunRecord[] measured;

    private CeilingSeries(IEnumerable<RunRecord> records) => measured = [.. records.OrderBy(r => r.Started).ThenBy(r => r.OrderIndex)];

    /// <summary>The kernel, or the library.</summary>
    public KernelFacts Kernel => measured[0].Kernel!;

    /// <summary>The device it is of.</summary>
    public string Device => measured[0].Case.Device;

    /// <summary>Threads that reached it.</summary>
    public int Threads => measured[0].Engine!.Threads;

    /// <summary>Bytes that were read again and again; null where it is a ceiling of arithmetic.</summary>
    public double? ReadBytes => Kernel.Flops == 0 && measured[0].Values.TryGetValue(MetricId.KernelWorkingSet, out double bytes) ? bytes : null;

    /// <summary>How often it was measured.</summary>
    public int Count => measured.Length;

    /// <summary>The first rate, FLOP/s or bytes/s.</summary>
    public double First => Rate(measured[0]);

    /// <summary>The highest rate of all.</summary>
    public double Highest => measured.Max(Rate);

    /// <summary>The rate that is furthest from the first; the first where there is no other.</summary>
    public double Furthest => measured.Select(Rate).MaxBy(rate => Math.Abs(rate - First));

    /// <summary>How far it moved, as a fraction of the first: above 0 where the machine became faster.</summary>
    public double Drift => (Furthest - First) / First;

    /// <summary>Whether it moved by more than <see cref="GradeThresholds.MostCeilingDrift"/>.</summary>
    public bool HasMoved => Math.Abs(Drift) > GradeThresholds.MostCeilingDrift;

    /// <summary>The highest rate before a moment; null where none was.</summary>
    public double? HighestBefore(DateTimeOffset moment) => measured.Where(r => r.Started < moment).Select(r => (double?)Rate(r)).Max();

    /// <summary>Whether a record's case is held against it, as far as device and threads tell; the host's threads are none of a GPU's limits.</summary>
    public bool IsOver(RunRecord record) => Device == record.Case.Device && (Device != "cpu" || Threads == record.Engine?.Threads);

    /// <summary>The ceilings among the records of one run.</summary>
    public static IReadOnlyList<CeilingSeries> Of(IEnumerable<RunRecord> records) =>
        [.. records.Where(IsMeasured).GroupBy(r => r.CaseId).Select(same => new CeilingSeries(same))];

    /// <summary>A ceiling's record, with a warning where it has moved from its first measurement.</summary>
    /// <param name="record">A record.</param>
    /// <param name="earlier">Records of the run before it.</param>
    public static RunRecord Mark(RunRecord record, IEnumerable<RunRecord> earlier)
    {
        if (!IsMeasured(record) || Of(earlier.Where(r => r.CaseId == record.CaseId)) is not [var before])
            return record;
        double drift = (Rate(record) - before.First) / before.First;
        return Math.Abs(drift) <= GradeThresholds.MostCeilingDrift ? record : record with
        {
            Warnings = [.. record.Warnings, new(WarningCode.CeilingDrift, FormattableString.Invariant($"this ceiling had moved by {100 * drift:+0.0;-0.0}% from its first measurement in the run"))],
        };
    }

    private static bool IsMeasured(RunRecord r) =>
        r is { Status: CaseStatus.Ok, Kernel: { } kernel, Engine: not null } && KernelLadder.IsCeiling(kernel.Ladder) && Rate(r) > 0;

    private static double Rate(RunRecord r) =>
        (r.Statistics.GetValueOrDefault(MetricId.KernelFlops) ?? r.Statistics.GetValueOrDefault(MetricId.KernelBandwidth))?.Median ?? 0;
}
