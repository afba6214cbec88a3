using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using InferBench.Runner.Records;

namespace InferBench.Runner.Telemetry;

/// <summary>
/// Makes spans of what is over: the run, its cases, their first trials, prefill and decode of each. Durations are a record's own
/// samples, and so are starts. Where it does not say when each trial began, the first ends where the harness heard of it, and the
/// others are laid one after another, without the untimed pauses between them.
/// </summary>
internal sealed class CaseSpans : IDisposable
{
    private readonly ActivitySource source = new(TelemetryNames.Scope);
    private readonly Activity? run;
    private readonly List<Activity> trials = [];
    private long count;

    /// <param name="record">The run's first record.</param>
    /// <param name="started">When the run began.</param>
    /// <param name="parent">The span that the run is part of, such as a pipeline's, as TRACEPARENT has it; null for none.</param>
    public CaseSpans(RunRecord record, DateTimeOffset started, string? parent)
    {
        ActivityContext.TryParse(parent, null, isRemote: true, out var context);
        var usual = Activity.TraceIdGenerator;
        Activity.TraceIdGenerator = () => TraceId(record.RunId);
        try
        {
            run = Start("inferbench run", context, [new(TelemetryNames.RunId, record.RunId)], started);
        }
        finally
        {
            Activity.TraceIdGenerator = usual;
        }

        Activity.Current = null;
    }

    /// <summary>
    /// The trace of a run that is part of no other: the first 16 bytes of SHA-256 of its id in UTF-8, so that who has a record finds
    /// its spans.
    /// </summary>
    public static ActivityTraceId TraceId(string runId) => ActivityTraceId.CreateFromBytes(SHA256.HashData(Encoding.UTF8.GetBytes(runId)).AsSpan(0, 16));

    /// <summary>Spans that were made and ended.</summary>
    public long Count => count;

    /// <summary>Makes the spans of a case.</summary>
    /// <param name="record">With its samples.</param>
    /// <param name="phases">When its phases were first heard of.</param>
    /// <param name="ended">When its record was there.</param>
    /// <returns>Spans of its first trials, in order, until <see cref="Release"/>; none where they are not known one by one.</returns>
    public IReadOnlyList<Activity> Add(RunRecord record, IReadOnlyList<(CasePhase Phase, DateTimeOffset At)> phases, DateTimeOffset ended)
    {
        if (run is null)
            return [];
        var span = Start($"case {record.Case.Model}", run.Context, [.. CaseTags.Info(record)], Earlier(record.Started, ended));
        if (span is null)
            return [];
        var measured = phases.LastOrDefault(p => p.Phase == CasePhase.Measure).At;
        var lengths = TrialTimes.Of(record).Take(RunRecord.MostTrialStarts).ToArray();
        bool known = record.TrialStarts?.Count >= lengths.Length;
        if (!known && measured == default)
            lengths = [];
        foreach (var (phase, at) in phases)
            span.AddEvent(new ActivityEvent(CaseTags.Word(phase), at));
        Describe(span, record, lengths.Length);
        if (!known && lengths.Length > 0)
            span.SetTag(TelemetryNames.ReconstructedStarts, true);
        var start = known || lengths.Length == 0 ? default : measured - lengths[0].Whole;
        for (int i = 0; i < lengths.Length; i++)
        {
            if (known)
                start = record.Started + TrialTimes.Span(record.TrialStarts![i]);
            AddTrial(record.Case, span.Context, lengths[i], i + 1, start);
            start += lengths[i].Whole;
        }

        End(span, ended);
        return trials;
    }

    /// <summary>Ends the spans of trials: a span that is over cannot be the current one, which histograms point to.</summary>
    public void Release()
    {
        foreach (var trial in trials)
            End(trial);
        trials.Clear();
        Activity.Current = null;
    }

    /// <summary>Ends the run's span.</summary>
    public void Finish(DateTimeOffset ended)
    {
        if (run is not null)
            End(run, ended);
    }

    public void Dispose() => source.Dispose();

    private void AddTrial(CaseSpec spec, ActivityContext parent, TrialTimes times, int number, DateTimeOffset start)
    {
        var tags = spec.Kernel is null ? Generation(spec) : new() { { TelemetryNames.Kernel, spec.Kernel } };
        tags.Add(TelemetryNames.Trial, number);
        if (Start(spec.Kernel is null ? $"{TelemetryNames.TextCompletion} {spec.Model}" : spec.Model, parent, [.. tags], start) is not { } trial)
            return;
        if (times.Prefill is { } prefill)
            Part("prefill", trial.Context, start, prefill);
        if (times.Decode is { } decode)
            Part("decode", trial.Context, start + (times.Whole - decode), decode);
        trial.SetEndTime((start + times.Whole).UtcDateTime);
        trials.Add(trial);
    }

    private static TagList Generation(CaseSpec spec)
    {
        var tags = CaseTags.Generative(spec);
        tags.Add(TelemetryNames.MaxTokens, spec.Generate);
        tags.Add(TelemetryNames.RequestSeed, spec.Sample?.Seed ?? spec.Seed);
        tags.Add(TelemetryNames.InputTokens, TokenMetrics.Fed(spec));
        tags.Add(TelemetryNames.OutputTokens, TokenMetrics.Generated(spec));
        if (spec.Sample is { } sample)
        {
            tags.Add(TelemetryNames.Temperature, sample.Temperature);
            tags.Add(TelemetryNames.TopK, sample.TopK);
            tags.Add(TelemetryNames.TopP, sample.TopP);
        }

        return tags;
    }

    private void Part(string name, ActivityContext parent, DateTimeOffset start, TimeSpan length)
    {
        if (Start(name, parent, [], start) is { } part)
            End(part, start + length);
    }

    private static void Describe(Activity span, RunRecord record, int traced)
    {
        span.SetTag(TelemetryNames.RunId, record.RunId);
        span.SetTag(TelemetryNames.CaseOrder, record.OrderIndex);
        span.SetTag(TelemetryNames.CaseStatus, CaseTags.Status(record));
        span.SetTag(TelemetryNames.Trials, record.Trials);
        span.SetTag(TelemetryNames.TracedTrials, traced);
        if (record.Anchor is { } anchor)
            span.SetTag(TelemetryNames.CaseRepeat, anchor.Number);
        if (record.Grade is { } grade)
            span.SetTag(TelemetryNames.Grade, CaseTags.Word(grade.Verdict));
        if (record.Status == Records.CaseStatus.Failed)
        {
            span.SetTag(TelemetryNames.ErrorType, "case_failed");
            span.SetStatus(ActivityStatusCode.Error, CaseTags.Impersonal(record.Reason));
        }
    }

    private Activity? Start(string name, ActivityContext parent, KeyValuePair<string, object?>[] tags, DateTimeOffset at) =>
        source.StartActivity(name, ActivityKind.Internal, parent, tags, startTime: at);

    private void End(Activity span, DateTimeOffset at)
    {
        span.SetEndTime(at.UtcDateTime);
        End(span);
    }

    private void End(Activity span)
    {
        span.Stop();
        if (span.Recorded)
            count++;
    }

    // The worker's clock is read in another process than ours, and clocks are set meanwhile.
    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
