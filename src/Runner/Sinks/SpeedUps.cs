using InferBench.Runner.Records;

namespace InferBench.Runner.Sinks;

/// <summary>
/// Medians of prefill and decode as multiples of those of the most precise variant of the same model, in the same run and
/// the same case otherwise.
/// </summary>
internal sealed class SpeedUps
{
    private readonly Dictionary<RunRecord, string> cells = new(ReferenceEqualityComparer.Instance);
    private readonly SortedSet<string> baselines = new(StringComparer.Ordinal);

    public SpeedUps(IReadOnlyList<RunRecord> rows, Variants variants)
    {
        foreach (var family in rows.Where(r => variants.FamilyOf(r) is not null).GroupBy(r => variants.FamilyOf(r)))
        {
            if (family.DistinctBy(variants.PrecisionRank).Count() == 1)
                continue;
            var most = family.OrderByDescending(variants.PrecisionRank).ThenByDescending(r => variants.ModelOf(r)!.Bytes)
                .ThenBy(r => r.Case.Model, StringComparer.Ordinal).First();
            baselines.Add(variants.ModelOf(most)!.Precision!);
            foreach (var point in family.GroupBy(r => (r.Case with { Model = "" }, r.Engine?.Threads)))
                Compare(point, point.FirstOrDefault(r => r.Case.Model == most.Case.Model));
        }
    }

    /// <summary>Whether any model is there in more than one precision.</summary>
    public bool Any => baselines.Count > 0;

    /// <summary>What the numbers mean.</summary>
    public string Legend =>
        $"Speed-up: prefill / decode over {string.Join(" or ", baselines)} of the same model in the same case; it compares within this run only.";

    /// <summary>The cell of one record; null where it has none.</summary>
    public string? Of(RunRecord r) => cells.GetValueOrDefault(r);

    private void Compare(IEnumerable<RunRecord> point, RunRecord? baseline)
    {
        foreach (var r in point.Where(_ => baseline is not null))
        {
            string? prefill = Ratio(r, baseline!, MetricId.PrefillTps), decode = Ratio(r, baseline!, MetricId.DecodeTps);
            if (prefill is not null || decode is not null)
                cells[r] = r.Case.Model == baseline!.Case.Model ? "1x" : $"{prefill ?? "-"} / {decode ?? "-"}";
        }
    }

    private static string? Ratio(RunRecord r, RunRecord baseline, string metric) =>
        r.Statistics.TryGetValue(metric, out var ours) && baseline.Statistics.TryGetValue(metric, out var theirs)
            ? Quantity.Short(ours.Median / theirs.Median) + "x"
            : null;
}
