using System.Diagnostics;
using System.Diagnostics.Metrics;
using InferBench.Runner.Records;

namespace InferBench.Runner.Telemetry;

/// <summary>
/// Feeds metrics from records. Figures of a case that is graded invalid are none of the case: it is counted, and they are left out.
/// </summary>
internal sealed class CaseMetrics : IDisposable
{
    private const double NanosecondsPerSecond = 1e9;

    private readonly Meter meter = new(TelemetryNames.Scope);
    private readonly Histogram<double> operation, request, firstToken, perToken, interToken;
    private readonly TokenMetrics tokens;
    private readonly Counter<long> cases, grades, findings, trials;
    private readonly Gauge<long> info;
    // Made when there is a first figure: each takes memory, and a run has no more than half of them.
    private readonly Dictionary<string, Gauge<double>> gauges = [];

    /// <param name="comingTokenNames">Token metrics by the names that the conventions are about to take.</param>
    public CaseMetrics(bool comingTokenNames)
    {
        operation = Instruments.Histogram<double>(meter, TelemetryNames.OperationDuration);
        request = Instruments.Histogram<double>(meter, TelemetryNames.RequestDuration);
        firstToken = Instruments.Histogram<double>(meter, TelemetryNames.TimeToFirstToken);
        perToken = Instruments.Histogram<double>(meter, TelemetryNames.TimePerOutputToken);
        interToken = Instruments.Histogram<double>(meter, TelemetryNames.InterTokenLatency);
        tokens = new TokenMetrics(meter, comingTokenNames);
        cases = Instruments.Counter(meter, TelemetryNames.Cases);
        grades = Instruments.Counter(meter, TelemetryNames.Grades);
        findings = Instruments.Counter(meter, TelemetryNames.GradeFindings);
        trials = Instruments.Counter(meter, TelemetryNames.TimedTrials);
        info = meter.CreateGauge<long>(TelemetryNames.CaseInfo.Name, TelemetryNames.CaseInfo.Unit, TelemetryNames.CaseInfo.Description);
    }

    /// <summary>Takes a record in.</summary>
    /// <param name="record">With its samples.</param>
    /// <param name="spans">Spans of the first trials, in order, which histograms point to.</param>
    public void Add(RunRecord record, IReadOnlyList<Activity> spans)
    {
        cases.Add(1, new KeyValuePair<string, object?>(TelemetryNames.CaseStatus, CaseTags.Status(record)));
        if (record.Grade is { } grade)
        {
            grades.Add(1, new KeyValuePair<string, object?>(TelemetryNames.Grade, CaseTags.Word(grade.Verdict)));
            foreach (var finding in grade.Reasons)
                findings.Add(1, new KeyValuePair<string, object?>(TelemetryNames.GradeReason, CaseTags.Word(finding.Reason)));
        }

        trials.Add(record.Trials);
        if (record.Status != CaseStatus.Ok || record.Grade?.Fatal is not null)
            return;
        info.Record(1, CaseTags.Info(record));
        var key = CaseTags.Key(record);
        foreach (var of in TelemetryNames.Gauges)
        {
            if (Figure(record, of.Id) is { } value)
                Gauge(of).Record(value * of.Factor, key);
        }

        if (record.Case.Kernel is null)
            AddTrials(record, spans, key);
    }

    public void Dispose() => meter.Dispose();

    private Gauge<double> Gauge(CaseGauge of)
    {
        if (!gauges.TryGetValue(of.Id, out var gauge))
            gauges.Add(of.Id, gauge = meter.CreateGauge<double>(of.Name.Name, of.Name.Unit, of.Name.Description));
        return gauge;
    }

    private static double? Figure(RunRecord record, string id) =>
        record.Statistics.TryGetValue(id, out var distribution) ? distribution.Median : MetricCatalog.Get(id).Single(record);

    private void AddTrials(RunRecord record, IReadOnlyList<Activity> spans, in TagList key)
    {
        var generative = CaseTags.Generative(record.Case);
        var whole = Samples(record, MetricId.E2e);
        var first = Samples(record, MetricId.Ttft);
        var decode = Samples(record, MetricId.DecodeTime);
        double steps = record.Case.Generate - 1;
        for (int trial = 0; trial < Math.Max(whole.Count, decode.Count); trial++)
        {
            // What is recorded while a span is the current one gets an exemplar that points to it.
            Activity.Current = trial < spans.Count ? spans[trial] : null;
            if (trial < whole.Count)
            {
                operation.Record(whole[trial] / NanosecondsPerSecond, generative);
                request.Record(whole[trial] / NanosecondsPerSecond, generative);
            }

            if (trial < first.Count)
                firstToken.Record(first[trial] / NanosecondsPerSecond, generative);
            if (trial < decode.Count)
                perToken.Record(decode[trial] / (NanosecondsPerSecond * steps), generative);
            tokens.Add(record.Case, generative);
        }

        AddGaps(record, spans, key);
        Activity.Current = null;
    }

    // As many in each trial, one trial after another; of a subset it is not known whose they are.
    private void AddGaps(RunRecord record, IReadOnlyList<Activity> spans, in TagList key)
    {
        if (record.Samples.GetValueOrDefault(MetricId.Itl) is not { } gaps)
            return;
        bool whole = gaps.Count == gaps.Values.Count;
        for (int i = 0; i < gaps.Values.Count; i++)
        {
            int trial = i / (record.Case.Generate - 1);
            Activity.Current = whole && trial < spans.Count ? spans[trial] : null;
            interToken.Record(gaps.Values[i] / NanosecondsPerSecond, key);
        }
    }

    private static IReadOnlyList<long> Samples(RunRecord record, string id) => record.Samples.GetValueOrDefault(id)?.Values ?? [];
}
