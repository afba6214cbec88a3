using System.CommandLine;
using InferBench.Runner.Options;

namespace InferBench.Runner.Cli;

/// <summary>One command of the tool: its options and how they become a frozen record.</summary>
internal abstract class LeafCommandLine(string name, string description, Option<bool> verbose)
{
    public Command Command { get; } = new(name, description);

    protected Option<bool> Verbose { get; } = verbose;

    public abstract CommandOptions Read(ParseResult result);

    protected Option<string?> Text(string flag, string help, string description) =>
        Add(new Option<string?>(flag) { HelpName = help, Description = description });

    /// <summary>An option that may stand there several times.</summary>
    protected Option<string[]> Texts(string flag, string help, string description) =>
        Add(new Option<string[]>(flag) { HelpName = help, Description = description });

    protected Option<bool> Flag(string flag, string description) =>
        Add(new Option<bool>(flag) { Description = description });

    protected Option<string?> CacheDirectory() =>
        Text("--cache-dir", "DIR", "Folder of models made on the spot [default: the user's cache folder].");

    protected Option<string?> PricePerHour() =>
        Text("--price-per-hour", "PRICE", "What the machine costs: shows the cost of a million prompt and a million generated tokens, in the same currency.");

    protected Option<string?> Terms() =>
        Text(TermsOption.Flag, "TOOL", "Restate results in another tool's terms: llama-bench (ppN and tgN as its table has them, and what still differs).");

    protected OutputArguments Output() => new(
        Text("--out", "FILE", "Results file to append to [default: a new file below results/]."),
        Quiet(),
        Flag("--json", "Print JSON instead of the table: records as lines of it."),
        [
            Text(TelemetryArguments.SwitchFlag, "on|off", "off sends and serves nothing, whatever the OTEL_* variables say [default: on, what they and --prometheus ask for]. Read are "
                + "OTEL_METRICS_EXPORTER (otlp, prometheus, none), OTEL_TRACES_EXPORTER (otlp, none), OTEL_EXPORTER_OTLP_*, OTEL_EXPORTER_PROMETHEUS_HOST and _PORT, OTEL_SERVICE_NAME, "
                + "OTEL_RESOURCE_ATTRIBUTES, OTEL_SEMCONV_STABILITY_OPT_IN, OTEL_METRIC_EXPORT_INTERVAL, OTEL_BSP_*, OTEL_TRACES_SAMPLER, OTEL_SDK_DISABLED, TRACEPARENT, HTTP_PROXY, HTTPS_PROXY and NO_PROXY."),
            Text(TelemetryArguments.PrometheusFlag, "ADDR:PORT", "Serve metrics of finished cases at http://ADDR:PORT/metrics while it runs, such as 127.0.0.1:9464; port 0 takes any."),
            Text(TelemetryArguments.LingerFlag, "S", "Keep serving up to S seconds after the run, until the last metrics were scraped."),
            Text(TelemetryArguments.TextfileFlag, "FILE", "Write the same metrics at the end to a file, for node_exporter's textfile collector."),
        ]);

    protected Option<bool> Quiet() => Flag("--quiet", "No progress on standard error.");

    private Option<T> Add<T>(Option<T> option)
    {
        Command.Options.Add(option);
        return option;
    }
}
