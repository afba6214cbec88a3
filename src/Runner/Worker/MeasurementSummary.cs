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

    public required Grade Grade { get; init; }

    public MachineUse? MachineUse { get; init; }

    /// <summary>Computes statistics in the catalogue's units, and says what is doubtful about them.</summary>
    /// <param name="measurement">What was measured.</param>
    /// <param name="spec">The case it was measured for.</param>
    /// <param name="debugBuild">Whether InferBench was built without optimisation.</param>
    public static MeasurementSummary Of(CaseMeasurement measurement, CaseSpec spec, bool debugBuild) =>
        TokenEnergy.On(Of(measurement, Derived(spec), Absent(spec), debugBuild), measurement, spec);

    /// <summary>The same of a kernel.</summary>
    /// <param name="measurement">What was measured.</param>
    /// <param name="kernel">The kernel it was measured of.</param>
    /// <param name="debugBuild">Whether InferBench was built without optimisation.</param>
    public static MeasurementSummary Of(CaseMeasurement measurement, KernelFacts kernel, bool debugBuild) =>
        Of(measurement, Derived(kernel), [], debugBuild);

    private static MeasurementSummary Of(
        CaseMeasurement measurement, IEnumerable<(string Id, string Source, Func<double, double> Convert)> derived,
        Dictionary<string, string> absent, bool debugBuild)
    {
        var samples = measurement.Samples;
        var statistics = new Dictionary<string, Distribution>();
        foreach (var id in samples.Ids)
            statistics.Add(id, Describe(id, InUnit(id, samples[id])));
        foreach (var (id, source, convert) in derived)
        {
            if (samples[source] is { Count: > 0 } times)
                statistics.Add(id, Convert(times, convert, statistics[source].MedianInterval));
        }

        return new MeasurementSummary
        {
            Trials = measurement.Trials,
            WarmUpTrials = measurement.WarmUpTrials,
            Samples = samples.Ids.ToDictionary(id => id, id => SampleSubset.Take(samples[id])),
            Statistics = statistics,
            Values = SingleValues(measurement),
            NotMeasured = absent,
            TokenHash = measurement.TokenHash,
            Warnings = [.. MeasurementWarnings.Of(measurement, statistics, debugBuild)],
            Grade = CaseGrade.Of(measurement, statistics, debugBuild),
            MachineUse = measurement.Use,
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

    // What is a function of one time each: the metric, the time in nanoseconds it comes from, and the function.
    private static IEnumerable<(string Id, string Source, Func<double, double> Convert)> Derived(CaseSpec spec)
    {
        double steps = spec.Generate - 1;
        yield return (MetricId.PrefillTps, MetricId.PrefillTime, ns => (double)spec.Batch * spec.Prompt * NanosecondsPerSecond / ns);
        yield return (MetricId.OutputTps, MetricId.E2e, ns => (double)spec.Batch * spec.Generate * NanosecondsPerSecond / ns);
        yield return (MetricId.DecodeTps, MetricId.DecodeTime, ns => spec.Batch * steps * NanosecondsPerSecond / ns);
        yield return (MetricId.Tpot, MetricId.DecodeTime, ns => ns / (NanosecondsPerSecond * steps));
    }

    // A ceiling of bandwidth computes nothing that counts, and one of arithmetic moves nothing.
    private static IEnumerable<(string Id, string Source, Func<double, double> Convert)> Derived(KernelFacts kernel)
    {
        if (kernel.Flops > 0)
            yield return (MetricId.KernelFlops, MetricId.KernelTime, ns => kernel.Flops * NanosecondsPerSecond / ns);
        if (kernel.Bytes > 0)
            yield return (MetricId.KernelBandwidth, MetricId.KernelTime, ns => kernel.Bytes * NanosecondsPerSecond / ns);
    }

    // A percentile interval follows a monotone function: converting its ends keeps speed and time in agreement.
    private static Distribution Convert(IReadOnlyList<long> times, Func<double, double> convert, Interval? seconds)
    {
        var described = Descriptive.Describe([.. times.Select(ns => convert(ns))]);
        if (seconds is null)
            return described;
        double one = convert(seconds.Low * NanosecondsPerSecond), other = convert(seconds.High * NanosecondsPerSecond);
        return described with { MedianInterval = new(Math.Min(one, other), Math.Max(one, other)) };
    }

    private static Dictionary<string, double> SingleValues(CaseMeasurement measurement)
    {
        var values = new Dictionary<string, double>
        {
            [MetricId.SelfAllocated] = measurement.Allocated,
            [MetricId.SelfGc] = measurement.Collections,
        };
        if (measurement.Machine?.ClockHertz is { } clock)
            values.Add(MetricId.CpuClock, clock);
        return values;
    }

    private static Dictionary<string, string> Absent(CaseSpec spec)
    {
        var reasons = new Dictionary<string, string>();
        if (spec.FirstStep == FirstStep.SeedToken)
            Say("prompt 0 has no prefill", MetricId.PrefillTime, MetricId.PrefillTps);
        if (spec.FirstStep == FirstStep.Untimed)
            Say(
                "with a batch and a depth the prompt is not timed, for any graph: grouped-query attention continues a prompt for one sequence only",
                MetricId.PrefillTime, MetricId.PrefillTps, MetricId.Ttft, MetricId.E2e, MetricId.OutputTps);
        if (spec.Engine == EngineName.GenAi)
            Say("onnxruntime-genai chooses tokens inside its own step", MetricId.SelfArgmaxNs);
        if (spec.Generate == 1)
            Say("one generated token has no decode step", MetricId.Itl, MetricId.DecodeTime, MetricId.Tpot, MetricId.DecodeTps);
        return reasons;

        void Say(string reason, params ReadOnlySpan<string> ids)
        {
            foreach (var id in ids)
                reasons.Add(id, reason);
        }
    }
}
