using InferBench.Runner.Records;

namespace InferBench.Runner.Compare;

/// <summary>What only one of two sides measured, and what that means.</summary>
internal static class Unmatched
{
    /// <summary>A case of which a side has no figures; null where both have.</summary>
    /// <param name="before">The record of the side compared with; null where it has none.</param>
    /// <param name="after">The record of the other.</param>
    public static NotCompared? Of(RunRecord? before, RunRecord? after)
    {
        if (before?.Status == CaseStatus.Ok && after?.Status == CaseStatus.Ok)
            return null;
        var r = (after ?? before)!;
        var outcome =
            before?.Status == CaseStatus.Ok ? after?.Status == CaseStatus.Failed ? ComparisonOutcome.Regression : ComparisonOutcome.CannotTell
            : before is not null && after?.Status == CaseStatus.Failed ? ComparisonOutcome.CannotTell
            : ComparisonOutcome.NoRegression;
        return new(r.CaseId, r.Case, null, $"base: {Ending(before)}; new: {Ending(after)}", outcome);
    }

    /// <summary>Metrics that one record has and the other lacks.</summary>
    public static IEnumerable<NotCompared> Metrics(IEnumerable<ComparableMetric> metrics, RunRecord before, RunRecord after) =>
        metrics.Where(m => m.IsIn(before) != m.IsIn(after)).Select(m => new NotCompared(
            after.CaseId, after.Case, m.Id, m.IsIn(before) ? "not measured in new" : "not measured in base",
            m.IsIn(before) ? ComparisonOutcome.CannotTell : ComparisonOutcome.NoRegression));

    /// <summary>What became of a case.</summary>
    public static string Ending(RunRecord? r) =>
        r is null ? "not there" : r.Status == CaseStatus.Ok ? "ok" : $"{r.Status.ToString().ToLowerInvariant()}{(r.Reason is null ? "" : $" ({OneLine.Of(r.Reason, 200)})")}";
}
