using InferBench.Runner.Records;

namespace InferBench.Runner.Sinks;

/// <summary>How many times as fast a case is as another of the same run, by their medians.</summary>
internal static class RatioText
{
    /// <summary>What stands before a ratio that the intervals leave open.</summary>
    public const string Uncertain = "~";

    private const double Certain = 0.1;

    /// <summary>Prefill and decode; null where neither was measured in both.</summary>
    public static string? Of(RunRecord r, RunRecord baseline)
    {
        string? prefill = Of(r, baseline, MetricId.PrefillTps), decode = Of(r, baseline, MetricId.DecodeTps);
        return prefill is null && decode is null ? null : $"{prefill ?? "-"} / {decode ?? "-"}";
    }

    /// <summary>What the sign means; nothing where no cell has it.</summary>
    public static IEnumerable<string> Legend(IEnumerable<string> cells) => cells.Any(c => c.Contains(Uncertain, StringComparison.Ordinal))
        ? [$"{Uncertain}: by the intervals of the two medians the ratio may be off by more than 10 %, or there are none."]
        : [];

    private static string? Of(RunRecord r, RunRecord baseline, string metric) =>
        r.Statistics.TryGetValue(metric, out var ours) && baseline.Statistics.TryGetValue(metric, out var theirs) && double.IsFinite(ours.Median / theirs.Median)
            ? (Uncertainty(ours, theirs) <= Certain ? "" : Uncertain) + Quantity.Short(ours.Median / theirs.Median) + "x"
            : null;

    /// <summary>Relative half-width of a ratio of independent medians; infinite where one has no interval.</summary>
    private static double Uncertainty(Distribution ours, Distribution theirs) =>
        ours.MedianInterval is { } a && theirs.MedianInterval is { } b
            ? double.Hypot(a.RelativeHalfWidth(ours.Median), b.RelativeHalfWidth(theirs.Median))
            : double.PositiveInfinity;
}
