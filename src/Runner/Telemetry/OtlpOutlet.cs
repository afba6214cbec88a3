using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace InferBench.Runner.Telemetry;

/// <summary>
/// Sends one signal to an OTLP receiver: only when it is told to, between cases, so that nothing is exported while something is
/// timed; but for a receiver that does not answer in time, whom the next cases do not wait for.
/// </summary>
internal sealed class OtlpOutlet : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>How long the end of a run waits for all signals together.</summary>
    public static TimeSpan LastPatience { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Least time between two exports of metrics.</summary>
    public static TimeSpan Interval { get; } =
        TimeSpan.FromMilliseconds(new PeriodicExportingMetricReaderOptions().ExportIntervalMilliseconds ?? 60_000);

    private readonly string signal;
    private readonly OtlpTarget target;
    private readonly ExportThread thread;
    private readonly Action export;
    private readonly IDisposable provider;
    private readonly ExportTally tally;
    private readonly ExportProblems problems = new();
    private bool answered = true;

    private OtlpOutlet(string signal, OtlpTarget target, ExportTally tally, TelemetryFaults faults, IDisposable provider, Action export)
    {
        this.signal = signal;
        this.target = target;
        this.tally = tally;
        this.provider = provider;
        this.export = export;
        thread = new ExportThread("telemetry " + signal, faults);
    }

    /// <summary>Sends metrics.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="resource">What sends them.</param>
    /// <param name="faults">Takes what goes wrong in exporting itself.</param>
    /// <param name="traced">Whether histograms point to spans.</param>
    public static OtlpOutlet Metrics(OtlpTarget target, ResourceBuilder resource, TelemetryFaults faults, bool traced)
    {
        var tally = new ExportTally();
        var reader = new BaseExportingMetricReader(new TalliedMetricExporter(Options(target), tally))
        {
            TemporalityPreference = target.Deltas ? MetricReaderTemporalityPreference.Delta : MetricReaderTemporalityPreference.Cumulative,
        };
        var builder = MetricViews.Add(Sdk.CreateMeterProviderBuilder(), exponential: true).SetResourceBuilder(resource).AddReader(reader);
        if (traced)
            builder.SetExemplarFilter(ExemplarFilterType.TraceBased);
        return new("metrics", target, tally, faults, builder.Build(), () => reader.Collect(target.Milliseconds));
    }

    /// <summary>Sends traces.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="resource">What sends them.</param>
    /// <param name="faults">Takes what goes wrong in exporting itself.</param>
    public static OtlpOutlet Traces(OtlpTarget target, ResourceBuilder resource, TelemetryFaults faults)
    {
        var tally = new ExportTally();
        var limits = new BatchExportActivityProcessorOptions();
        var processor = new BatchActivityExportProcessor(
            new TalliedTraceExporter(Options(target), tally), limits.MaxQueueSize, limits.ScheduledDelayMilliseconds, limits.ExporterTimeoutMilliseconds,
            limits.MaxExportBatchSize);
        var provider = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(TelemetryNames.Scope).AddProcessor(processor).Build();
        return new("traces", target, tally, faults, provider, () => provider.ForceFlush(target.Milliseconds));
    }

    /// <summary>Sends what there is.</summary>
    public void Export()
    {
        int failures = tally.Failures;
        answered = thread.Do(export, answered ? Patience : TimeSpan.Zero) && tally.Failures == failures;
    }

    /// <summary>Sends what is left.</summary>
    /// <param name="patience">How long to wait for it.</param>
    /// <param name="items">Spans that there were; null for metrics, of which the last export holds all.</param>
    /// <returns>What did not arrive, in a line; null where all did.</returns>
    public string? Close(TimeSpan patience, long? items)
    {
        bool done = thread.Do(provider.Dispose, patience, last: true);
        string why = !done ? FormattableString.Invariant($"no answer within the {LastPatience.TotalSeconds:0} s that the end of a run waits") : problems.Last ?? "no reason is known";
        if (items - tally.Items is { } lost)
        {
            return lost <= 0 ? null : FormattableString.Invariant(
                $"telemetry: {lost} of {items} spans did not reach {target.Name}: {why}");
        }

        if (target.Deltas && done && tally.Failures > 0)
            return FormattableString.Invariant($"telemetry: {tally.Failures} of {tally.Attempts} exports of {signal} did not reach {target.Name}, and what they held is lost, since each holds only what is new: {why}");
        return done && !tally.LastFailed
            ? tally.Failures == 0 ? null : FormattableString.Invariant($"telemetry: {tally.Failures} of {tally.Attempts} exports of {signal} to {target.Name} failed, and the last one arrived, which holds all of them")
            : FormattableString.Invariant($"telemetry: the last {signal} did not reach {target.Name}: {why}; {tally.Attempts - tally.Failures} of {tally.Attempts} exports before arrived");
    }

    public void Dispose() => problems.Dispose();

    private static OtlpExporterOptions Options(OtlpTarget target) => new()
    {
        Endpoint = target.Endpoint,
        Protocol = target.Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf,
        Headers = target.Headers,
        TimeoutMilliseconds = target.Milliseconds,
    };
}
