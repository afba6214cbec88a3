using InferBench.Runner.Records;

namespace InferBench.Runner.Sinks;

/// <summary>
/// Medians of prefill and decode as multiples of those of the most precise variant of the same model, in the same run and
/// the same case otherwise.
/// </summary>
internal sealed class SpeedUps
{
    private readonly Variants variants;
    private readonly Dictionary<RunRecord, string> cells = new(ReferenceEqualityComparer.Instance);
    private readonly SortedSet<string> baselines = new(StringComparer.Ordinal);
    private bool unlike;

    public SpeedUps(IReadOnlyList<RunRecord> rows, Variants variants)
    {
        this.variants = variants;
        foreach (var family in rows.Where(r => variants.FamilyOf(r) is not null).GroupBy(r => (variants.FamilyOf(r), r.Case.Engine, r.Case.Device)))
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
    public IEnumerable<string> Legend
    {
        get
        {
            yield return $"Speed-up: prefill / decode over {string.Join(" or ", baselines)} of the same model in the same case; it compares within this run only.";
            foreach (string line in RatioText.Legend(cells.Values))
                yield return line;
            if (unlike)
                yield return "No speed-up where a graph differs from that one in more than its precision (attention, or positions with logits).";
        }
    }

    /// <summary>The cell of one record; null where it has none.</summary>
    public string? Of(RunRecord r) => cells.GetValueOrDefault(r);

    private void Compare(IEnumerable<RunRecord> point, RunRecord? baseline)
    {
        foreach (var r in point.Where(_ => baseline is not null))
        {
            if (!variants.AreAlike(r, baseline!))
            {
                unlike = true;
                continue;
            }

            if (RatioText.Of(r, baseline!) is { } ratio)
                cells[r] = r.Case.Model == baseline!.Case.Model ? "1x" : ratio;
        }
    }
}
