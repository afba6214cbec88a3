namespace InferBench.Runner.Records;

/// <summary>
/// What the ceilings of a run say of its cases once all of them are there, those after the cases too: a machine can do the
/// higher of what it did before and after, so that is what MBU and MFU are of. A record keeps what was known when it was written.
/// </summary>
public sealed class RunLimits
{
    private readonly CeilingSeries[] again;
    private readonly IReadOnlyList<CeilingSeries> all;

    private RunLimits(string runId, IEnumerable<RunRecord> ceilings)
    {
        RunId = runId;
        all = CeilingSeries.Of(ceilings);
        again = [.. all.Where(c => c.Count > 1)];
    }

    /// <summary>The run.</summary>
    public string RunId { get; }

    /// <summary>How many ceilings were measured more than once.</summary>
    public int Repeated => again.Length;

    /// <summary>The ceiling that moved most; null where none was measured more than once.</summary>
    public CeilingSeries? Furthest => again.MaxBy(c => Math.Abs(c.Drift));

    /// <summary>The limits of each run of models that has ceilings, in their order.</summary>
    public static IReadOnlyList<RunLimits> Of(IEnumerable<RunRecord> records) =>
    [
        .. records.GroupBy(r => r.RunId).Where(run => run.Any(r => r.Case.Kernel is null))
            .Select(run => new RunLimits(run.Key, run)).Where(limits => limits.all.Count > 0),
    ];

    /// <summary>How much of the higher ceilings a record of the run reached; null where it was not measured.</summary>
    /// <param name="record">The record.</param>
    /// <param name="id"><see cref="MetricId.Mbu"/> or <see cref="MetricId.Mfu"/>.</param>
    public LimitShare? Share(RunRecord record, string id)
    {
        if (!record.Values.TryGetValue(id, out double recorded))
            return null;
        CeilingSeries[] ceilings = id == MetricId.Mfu ? [.. Peaks(record)] : Read(record) is { } read ? [read] : [];
        return ceilings.Max(c => c.HighestBefore(record.Started)) is { } then
            ? new(recorded * then / ceilings.Max(c => c.Highest), ceilings.MaxBy(c => c.Highest)!.HasMoved)
            : new(recorded, IsUncertain: false);
    }

    // The curve is drawn between the sizes that were measured: what the nearest did after the cases stands for it.
    private CeilingSeries? Read(RunRecord record)
    {
        double? bytes = record.Roof?.Bandwidth * record.Values.GetValueOrDefault(MetricId.Mbu) * record.Statistics.GetValueOrDefault(MetricId.Tpot)?.Median;
        return bytes is > 0 ? again.Where(c => c.ReadBytes > 0 && c.IsOver(record)).MinBy(c => Math.Abs(Math.Log(c.ReadBytes!.Value / bytes.Value))) : null;
    }

    private IEnumerable<CeilingSeries> Peaks(RunRecord record) =>
        all.Where(c => c.ReadBytes is null && c.IsOver(record) && ModelArithmetic.Of(record).Contains(c.Kernel.Arithmetic));
}

/// <summary>How much of a limit was reached.</summary>
/// <param name="Ratio">1 is all of it.</param>
/// <param name="IsUncertain">Whether the limit moved by more than <see cref="GradeThresholds.MostCeilingDrift"/> through the run.</param>
public sealed record LimitShare(double Ratio, bool IsUncertain);
