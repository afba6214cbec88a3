using InferBench.Runner.Records;
using static System.FormattableString;

namespace InferBench.Runner.Sinks;

/// <summary>What the ceilings of runs say of MBU and MFU: cells, and the lines below them.</summary>
internal sealed class LimitNotes
{
    private const string Uncertain = "~";

    private readonly IReadOnlyDictionary<string, RunLimits> runs;
    private bool anyUncertain;

    /// <param name="records">Records of models, with the ceilings of their runs among them.</param>
    public LimitNotes(IEnumerable<RunRecord> records) => runs = RunLimits.Of(records).ToDictionary(limits => limits.RunId);

    /// <summary>MBU or MFU as a cell; null where it was not measured.</summary>
    public string? Cell(RunRecord r, string id)
    {
        var share = runs.TryGetValue(r.RunId, out var limits) ? limits.Share(r, id)
            : r.Values.TryGetValue(id, out double recorded) ? new(recorded, IsUncertain: false)
            : null;
        anyUncertain |= share is { IsUncertain: true };
        return share is null ? null : Invariant($"{(share.IsUncertain ? Uncertain : "")}{100 * share.Ratio:N0}%");
    }

    /// <summary>Lines to write below a table whose cells were made; none where it has none.</summary>
    public IEnumerable<string> Lines(IReadOnlyCollection<RunRecord> rows)
    {
        if (!rows.Any(r => r.Values.ContainsKey(MetricId.Mbu) || r.Values.ContainsKey(MetricId.Mfu)))
            yield break;
        yield return "MBU: decode, of the read bandwidth measured in this run at the bytes of its step; MFU: prefill, of the highest peak, our own kernels' or a library product's.";
        if (rows.Any(r => r.Case.Device != "cpu" && r.Values.ContainsKey(MetricId.Mbu)))
            yield return "Each device is held against its own ceilings.";
        var told = runs.Values.Where(limits => rows.Any(r => r.RunId == limits.RunId)).ToArray();
        foreach (var limits in told)
            yield return $"Ceilings{(told.Length > 1 ? $" of run {limits.RunId}" : "")}: {Moved(limits)}.";
        if (anyUncertain)
            yield return Invariant($"'{Uncertain}' is MBU or MFU of a ceiling that moved by more than {100 * GradeThresholds.MostCeilingDrift:0} % from its first measurement: uncertain by as much.");
    }

    private static string Moved(RunLimits limits)
    {
        if (limits.Furthest is not { } furthest)
            return "measured before the cases only, so whether they moved is not known";
        string what = furthest.ReadBytes is { } bytes ? $"read bandwidth of {Quantity.Bytes(bytes)}" : furthest.Kernel.Name;
        string unit = furthest.ReadBytes is null ? "GFLOP/s" : "GB/s";
        return Invariant($"{Quantity.Count(limits.Repeated)} measured again after the cases, MBU and MFU are of the higher; furthest drift {100 * furthest.Drift:+0.0;-0.0}% ({what}, {(furthest.Device == "cpu" ? Invariant($"threads {furthest.Threads}") : furthest.Device)}: from {Quantity.Short(furthest.First / 1e9)} to {Quantity.Short(furthest.Furthest / 1e9)} {unit})");
    }
}
