using InferBench.Runner.Records;

namespace InferBench.Runner.Compare;

/// <summary>A metric with one independent sample a trial, which is what a bootstrap needs.</summary>
/// <param name="Id">The metric.</param>
/// <param name="Source">Samples it is made of.</param>
/// <param name="IsRate">Whether it is a constant of the case over the source, or else in proportion to it.</param>
internal sealed record ComparableMetric(string Id, string Source, bool IsRate)
{
    /// <summary>What is compared unless told otherwise: of a model its two phases, of a kernel its time.</summary>
    public static IReadOnlyList<string> Default { get; } = [MetricId.PrefillTps, MetricId.DecodeTps, MetricId.KernelTime];

    /// <summary>What can be compared.</summary>
    public static IReadOnlyList<ComparableMetric> All { get; } =
    [
        new(MetricId.PrefillTps, MetricId.PrefillTime, true),
        new(MetricId.DecodeTps, MetricId.DecodeTime, true),
        new(MetricId.OutputTps, MetricId.E2e, true),
        new(MetricId.Ttft, MetricId.Ttft, false),
        new(MetricId.PrefillTime, MetricId.PrefillTime, false),
        new(MetricId.DecodeTime, MetricId.DecodeTime, false),
        new(MetricId.Tpot, MetricId.DecodeTime, false),
        new(MetricId.E2e, MetricId.E2e, false),
        new(MetricId.KernelTime, MetricId.KernelTime, false),
    ];

    /// <summary>The metrics of these ids, in the order of tables.</summary>
    /// <exception cref="BadInputException">One of them cannot be compared.</exception>
    public static IReadOnlyList<ComparableMetric> Of(IReadOnlyList<string> ids)
    {
        foreach (string id in ids.Where(id => All.All(m => m.Id != id)))
            throw new BadInputException("--metric: " + UnknownName.Describe("metric", id, All.Select(m => m.Id)));
        return [.. All.Where(m => ids.Contains(m.Id))];
    }

    /// <summary>Whether the record has it, with samples.</summary>
    public bool IsIn(RunRecord r) => r.Statistics.ContainsKey(Id) && r.Samples.TryGetValue(Source, out var series) && series.Values.Count > 0;

    /// <summary>The pairs, where there are any and each run has the metric with a median above 0; else null.</summary>
    public IReadOnlyList<(RunRecord Base, RunRecord New)>? InAll(IReadOnlyList<(RunRecord Base, RunRecord New)>? pairs) =>
        pairs?.All(p => HasMedian(p.Base) && HasMedian(p.New)) == true ? pairs : null;

    private bool HasMedian(RunRecord r) => r.Statistics.TryGetValue(Id, out var figures) && figures.Median > 0;

    /// <summary>The record's samples of it but for a constant of the case.</summary>
    public double[] SamplesOf(RunRecord r) => [.. r.Samples[Source].Values.Select(ns => IsRate ? 1.0 / ns : ns)];
}
