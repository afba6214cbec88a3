using InferBench.Runner.Measurement;
using InferBench.Runner.Records;
using InferBench.Runner.Statistics;

namespace InferBench.Runner.Worker;

/// <summary>What a record says of a measurement: each member goes to the record's member of the same name.</summary>
public sealed record MeasurementSummary
{
    private const double NanosecondsPerSecond = 1e9;

    public required int Trials { get; init; }

    public required int WarmUpTrials { get; init; }

    public required IReadOnlyDictionary<string, SampleSeries> Samples { get; init; }

    public required IReadOnlyDictionary<string, Distribution> Statistics { get; init; }

    public required IReadOnlyDictionary<string, double> Values { get; init; }

    public required IReadOnlyDictionary<string, string> NotMeasured { get; init; }

    public required string? TokenHash { get; init; }

    public required IReadOnlyList<Warning> Warnings { get; init; }

    /// <summary>Computes statistics in the catalogue's units, and says what is doubtful about them.</summary>
    /// <param name="measurement">What was measured.</param>
    /// <param name="spec">The case it was measured for.</param>
    /// <param name="debugBuild">Whether InferBench was built without optimisation.</param>
    public static MeasurementSummary Of(CaseMeasurement measurement, CaseSpec spec, bool debugBuild)
    {
        var samples = measurement.Samples;
        var statistics = new Dictionary<string, Distribution>();
        foreach (var id in samples.Ids)
            statistics.Add(id, Describe(id, InUnit(id, samples[id])));
        foreach (var (id, values) in Derive(samples, spec))
            statistics.Add(id, Describe(id, values));

        return new MeasurementSummary
        {
            Trials = measurement.Trials,
            WarmUpTrials = measurement.WarmUpTrials,
            Samples = samples.Ids.ToDictionary(id => id, id => SampleSubset.Take(samples[id])),
            Statistics = statistics,
            Values = SingleValues(measurement),
            NotMeasured = Absent(spec),
            TokenHash = measurement.TokenHash,
            Warnings = [.. MeasurementWarnings.Of(measurement, statistics, debugBuild)],
        };
    }

    // The gaps between tokens of one trial are not independent, so the bootstrap says nothing of their median.
    private static Distribution Describe(string id, double[] values) =>
        Descriptive.Describe(values) with
        {
            MedianInterval = id == MetricId.Itl || values.Length < 2 ? null : MedianBootstrap.Interval(values),
        };

    private static double[] InUnit(string id, IReadOnlyList<long> samples) =>
        MetricCatalog.Get(id).Unit == "s"
            ? [.. samples.Select(ns => ns / NanosecondsPerSecond)]
            : [.. samples.Select(value => (double)value)];

    private static IEnumerable<(string Id, double[] Values)> Derive(SampleSet samples, CaseSpec spec)
    {
        var steps = spec.Generate - 1;
        if (samples[MetricId.PrefillTime] is { Count: > 0 } prefill)
            yield return (MetricId.PrefillTps, PerSecond((long)spec.Batch * spec.Prompt, prefill));
        if (samples[MetricId.E2e] is { Count: > 0 } e2e)
            yield return (MetricId.OutputTps, PerSecond((long)spec.Batch * spec.Generate, e2e));
        if (samples[MetricId.DecodeTime] is { Count: > 0 } decode)
        {
            yield return (MetricId.DecodeTps, PerSecond((long)spec.Batch * steps, decode));
            yield return (MetricId.Tpot, [.. decode.Select(ns => ns / (NanosecondsPerSecond * steps))]);
        }
    }

    private static double[] PerSecond(long tokens, IReadOnlyList<long> nanoseconds) =>
        [.. nanoseconds.Select(ns => tokens * NanosecondsPerSecond / ns)];

    private static Dictionary<string, double> SingleValues(CaseMeasurement measurement) => new()
    {
        [MetricId.SelfAllocated] = measurement.Allocated,
        [MetricId.SelfGc] = measurement.Collections,
    };

    private static Dictionary<string, string> Absent(CaseSpec spec) =>
        spec.Generate > 1
            ? []
            : new[] { MetricId.Itl, MetricId.DecodeTime, MetricId.Tpot, MetricId.DecodeTps }
                .ToDictionary(id => id, _ => "one generated token has no decode step");
}
