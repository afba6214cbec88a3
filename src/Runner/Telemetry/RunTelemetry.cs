using InferBench.Runner.Records;

namespace InferBench.Runner.Telemetry;

/// <summary>
/// The telemetry of one run, in the process that keeps its records: everything is made of records that are there, after their
/// cases, and sent before the next one begins. What goes wrong here ends no run and changes no result: <see cref="Close"/> says it.
/// </summary>
public sealed class RunTelemetry : IDisposable
{
    private readonly TelemetrySettings settings;
    private readonly Func<string, string?> variable;
    private readonly TimeProvider time;
    private readonly DateTimeOffset started;
    private readonly TelemetryFaults faults = new();
    private readonly PrometheusEndpoint? endpoint;
    private readonly List<(CasePhase Phase, DateTimeOffset At)> phases = [];
    private CaseMetrics? metrics;
    private MachineMetrics? machine;
    private CaseSpans? spans;
    private OtlpOutlet? metricsOut, tracesOut;
    private PrometheusOutlet? prometheus;
    private long exported;
    private bool begun;

    /// <summary>Listens where it is to be scraped; nothing is sent before the first record.</summary>
    /// <param name="settings">Where telemetry goes.</param>
    /// <param name="variable">An environment variable; null where it is not set.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="BadInputException">It cannot listen there, or the file cannot be written.</exception>
    public RunTelemetry(TelemetrySettings settings, Func<string, string?> variable, TimeProvider time)
    {
        this.settings = settings;
        this.variable = variable;
        this.time = time;
        started = time.GetUtcNow();
        if (settings.Textfile is { } file)
            PrometheusFile.Check(file);
        if (settings.Prometheus is { } at)
            endpoint = new PrometheusEndpoint(at, settings.PrometheusSource, Text);
    }

    /// <summary>Where metrics can be scraped; null where they cannot.</summary>
    public string? Address => endpoint?.Address;

    /// <summary>A case goes on.</summary>
    public void WentOn(CaseProgress progress)
    {
        if (phases.Count == 0 || phases[^1].Phase != progress.Phase)
            phases.Add((progress.Phase, time.GetUtcNow()));
    }

    /// <summary>Takes in the record of a case that is over, and sends what is due.</summary>
    public void Add(RunRecord record)
    {
        if (!begun)
        {
            begun = true;
            faults.Guard(() => Begin(record));
        }

        var trials = faults.Guard(() => spans?.Add(record, phases, time.GetUtcNow())) ?? [];
        phases.Clear();
        faults.Guard(() => metrics?.Add(record, trials));
        faults.Guard(() => machine?.Add(record));
        faults.Guard(() => spans?.Release());
        tracesOut?.Export();
        if (metricsOut is not null && (exported == 0 || time.GetElapsedTime(exported) >= OtlpOutlet.Interval))
        {
            exported = time.GetTimestamp();
            metricsOut.Export();
        }
    }

    /// <summary>Sends what is left, which takes 5 s at most, and keeps the endpoint up for as long as was asked for.</summary>
    /// <param name="linger">Whether it is kept up.</param>
    /// <param name="cancellation">Ends the wait for a scrape.</param>
    /// <returns>What did not arrive, a line each.</returns>
    public IReadOnlyList<string> Close(bool linger, CancellationToken cancellation)
    {
        var notices = new List<string?>();
        faults.Guard(() => spans?.Finish(time.GetUtcNow()));
        long closing = time.GetTimestamp();
        notices.Add(tracesOut?.Close(OtlpOutlet.LastPatience, spans?.Count ?? 0));
        notices.Add(metricsOut?.Close(Left(), items: null));
        if (settings.Textfile is { } file && prometheus is not null && Text(open: false) is { } text)
            notices.Add(PrometheusFile.Write(file, text));
        if (linger && metrics is not null && settings.Linger > TimeSpan.Zero)
            endpoint?.AwaitScrape(settings.Linger, cancellation);
        notices.Add(faults.Notice);
        return [.. notices.OfType<string>()];

        TimeSpan Left() => OtlpOutlet.LastPatience - time.GetElapsedTime(closing) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    public void Dispose()
    {
        foreach (IDisposable? part in (IDisposable?[])[endpoint, prometheus, tracesOut, metricsOut, spans, metrics, machine])
            faults.Guard(() => part?.Dispose());
    }

    private byte[]? Text(bool open) => faults.Guard(() => prometheus?.Text(open) ?? []);

    // A record says what the machine is and which run it is.
    private void Begin(RunRecord record)
    {
        if (settings.Prometheus is not null || settings.Textfile is not null)
            prometheus = new PrometheusOutlet(TelemetryResource.Of(record, variable), traced: settings.Traces is not null);
        if (settings.Metrics is { } metricsTo)
            metricsOut = OtlpOutlet.Metrics(metricsTo, TelemetryResource.Of(record, variable), faults, traced: settings.Traces is not null);
        if (settings.Traces is { } tracesTo)
        {
            tracesOut = OtlpOutlet.Traces(tracesTo, TelemetryResource.Of(record, variable), faults);
            spans = new CaseSpans(record, started, variable("TRACEPARENT"));
        }

        metrics = new CaseMetrics(settings.ComingTokenNames);
        machine = new MachineMetrics();
    }
}
