using System.Net;
using InferBench.Runner.Records;

namespace InferBench.Runner.Telemetry;

/// <summary>What was asked for on the command line.</summary>
/// <param name="Prometheus">Where the Prometheus endpoint listens; null where it was not asked for.</param>
/// <param name="Linger">How long it stays up after the run for one more scrape.</param>
/// <param name="Textfile">File for node_exporter's textfile collector; null for none.</param>
public sealed record TelemetryRequest(IPEndPoint? Prometheus, TimeSpan Linger, string? Textfile);

/// <summary>Where telemetry goes: what the command line and the OTEL_* variables ask for together.</summary>
public sealed record TelemetrySettings
{
    internal const string MetricsExporter = "OTEL_METRICS_EXPORTER";
    internal const string TracesExporter = "OTEL_TRACES_EXPORTER";
    internal const string OptIn = "OTEL_SEMCONV_STABILITY_OPT_IN";
    private const string PrometheusHost = "OTEL_EXPORTER_PROMETHEUS_HOST";
    private const string PrometheusPort = "OTEL_EXPORTER_PROMETHEUS_PORT";
    private const int UsualPrometheusPort = 9464;

    /// <summary>Where metrics are sent; null where they are not.</summary>
    internal OtlpTarget? Metrics { get; init; }

    /// <summary>Where traces are sent; null where they are not.</summary>
    internal OtlpTarget? Traces { get; init; }

    /// <summary>Where the Prometheus endpoint listens; null for none.</summary>
    internal IPEndPoint? Prometheus { get; init; }

    /// <summary>What asked for the endpoint: a flag or a variable.</summary>
    internal string PrometheusSource { get; init; } = "--prometheus";

    internal TimeSpan Linger { get; init; }

    internal string? Textfile { get; init; }

    /// <summary>Whether token metrics have the names that the conventions are about to take.</summary>
    internal bool ComingTokenNames { get; init; }

    /// <summary>Reads the variables; an endpoint that is set asks for its exporter, as OpenTelemetry's specification has it.</summary>
    /// <param name="request">What was asked for on the command line.</param>
    /// <param name="variable">An environment variable; null where it is not set.</param>
    /// <returns>Null where nothing was asked for.</returns>
    /// <exception cref="BadInputException">A line for each variable that cannot be used.</exception>
    public static TelemetrySettings? Read(TelemetryRequest request, Func<string, string?> variable)
    {
        var problems = new List<string>();
        bool disabled = IsDisabled(variable);
        var metrics = disabled ? [] : Exporters(MetricsExporter, ["otlp", "prometheus", "none"], "METRICS");
        var traces = disabled ? [] : Exporters(TracesExporter, ["otlp", "none"], "TRACES");
        var settings = new TelemetrySettings
        {
            Metrics = metrics.Contains("otlp") ? OtlpTarget.Read("METRICS", "v1/metrics", variable, problems) : null,
            Traces = traces.Contains("otlp") ? OtlpTarget.Read("TRACES", "v1/traces", variable, problems) : null,
            Prometheus = request.Prometheus ?? (metrics.Contains("prometheus") ? Endpoint(variable, problems) : null),
            PrometheusSource = request.Prometheus is null ? $"{MetricsExporter}=prometheus" : "--prometheus",
            Linger = request.Linger,
            Textfile = request.Textfile,
            ComingTokenNames = (variable(OptIn) ?? "").Split(',', StringSplitOptions.TrimEntries).Contains("gen_ai_latest_experimental"),
        };
        SdkVariables.Check(settings.Metrics is not null, settings.Traces is not null, variable, problems);
        if (settings.Linger > TimeSpan.Zero && settings.Prometheus is null && problems.Count == 0)
            problems.Add("--prometheus-linger: found no Prometheus endpoint to keep up, allowed is one beside it: --prometheus 127.0.0.1:9464");
        if (problems.Count > 0)
            throw new BadInputException(problems);
        return settings is { Metrics: null, Traces: null, Prometheus: null, Textfile: null } ? null : settings;

        string[] Exporters(string name, string[] allowed, string signal)
        {
            string[] found = (variable(name) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            foreach (string other in found.Except(allowed))
                problems.Add($"{name}: found '{OneLine.Of(other, 80)}', allowed are {string.Join(", ", allowed)}");
            if (found.Contains("none") && found.Length > 1)
                problems.Add($"{name}: found none beside others, allowed is none alone");
            if (found.Length > 0)
                return found;
            return OtlpTarget.IsNamed(signal, variable) ? ["otlp"] : [];
        }
    }

    /// <summary>Whether variables ask for telemetry, well or not.</summary>
    /// <param name="variable">An environment variable; null where it is not set.</param>
    public static bool IsAskedFor(Func<string, string?> variable) =>
        !IsDisabled(variable)
        && (variable(MetricsExporter) is not (null or "" or "none") || variable(TracesExporter) is not (null or "" or "none")
            || OtlpTarget.IsNamed("METRICS", variable) || OtlpTarget.IsNamed("TRACES", variable));

    private static bool IsDisabled(Func<string, string?> variable) =>
        string.Equals(variable("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase);

    private static IPEndPoint? Endpoint(Func<string, string?> variable, List<string> problems)
    {
        string host = variable(PrometheusHost) is { Length: > 0 } named ? named : "localhost";
        string port = variable(PrometheusPort) is { Length: > 0 } given ? given : "";
        var address = host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(host, out var parsed) ? parsed : null;
        if (address is null)
            problems.Add($"{PrometheusHost}: found '{OneLine.Of(host, 80)}', allowed are localhost and the address of an interface, such as 127.0.0.1");
        bool isPort = Whole.TryParse(port.Length == 0 ? null : port, UsualPrometheusPort, IPEndPoint.MaxPort, out int number);
        if (!isPort)
            problems.Add($"{PrometheusPort}: found '{OneLine.Of(port, 80)}', allowed is a port from 0 to {IPEndPoint.MaxPort}");
        return address is null || !isPort ? null : new(address, number);
    }
}
