using InferBench.Runner.Records;
using static System.FormattableString;

namespace InferBench.Runner.Sinks;

/// <summary>What the anchors of runs say of them, a line each.</summary>
internal static class AnchorNotes
{
    /// <summary>Lines to write below a table of the cases.</summary>
    /// <param name="records">Records, the anchors' repeats among them.</param>
    public static IEnumerable<string> Of(IEnumerable<RunRecord> records)
    {
        var runs = AnchorDrift.Of(records);
        return runs.Select(drift => $"Anchor{(runs.Count > 1 ? $" of run {drift.RunId}" : "")}: {string.Join(", ", CaseName.Parts(drift.Case))}, {Moved(drift)}.");
    }

    private static string Moved(AnchorDrift drift)
    {
        string missing = drift.Reason is { } reason ? $"; {drift.Repeats - drift.Measured} not measured: {reason}" : "";
        if (drift.Furthest is not { } furthest)
            return Invariant($"measured {drift.Measured} more {(drift.Measured == 1 ? "time" : "times")} through the run, too few to tell a drift{missing}");
        var metric = MetricCatalog.Get(furthest.Metric);
        return Invariant($"measured {drift.Measured} more times through the run: drift {100 * Math.Abs(furthest.Ratio):0.0}% ({metric.Title} from {Quantity.Short(furthest.First)} to {Quantity.Short(furthest.Later)} {metric.Unit} at repeat {furthest.Number}){missing}");
    }
}
