using System.Net;
using InferBench.Runner.Records;

namespace InferBench.Runner.Options;

/// <summary>What leaves a run as telemetry, beside what the OTEL_* variables ask for.</summary>
public sealed record TelemetryOptions
{
    /// <summary>Whether the variables are read, and anything is sent or served, at all.</summary>
    public bool On { get; init; } = true;

    /// <summary>Where a Prometheus endpoint listens; null for none.</summary>
    public IPEndPoint? Prometheus { get; init; }

    /// <summary>How long it stays up after the run for one more scrape.</summary>
    public TimeSpan Linger { get; init; }

    /// <summary>File for node_exporter's textfile collector; null for none.</summary>
    public string? Textfile { get; init; }
}

/// <summary>Reads them, which <c>run</c>, <c>kernels</c> and <c>quickstart</c> say in the same words.</summary>
public static class TelemetryArguments
{
    public const string SwitchFlag = "--telemetry", PrometheusFlag = "--prometheus", LingerFlag = "--prometheus-linger", TextfileFlag = "--prometheus-textfile";

    private static readonly TimeSpan MostLinger = TimeSpan.FromHours(24);

    /// <param name="text">The text behind a flag; null where it was not given.</param>
    /// <exception cref="BadInputException">One line for every problem there is.</exception>
    public static TelemetryOptions Read(Func<string, string?> text)
    {
        var read = new OptionReader();
        string? onOff = text(SwitchFlag);
        if (onOff is not (null or "on" or "off"))
            read.Problem(SwitchFlag, onOff, "on or off");
        foreach (string flag in (string[])[PrometheusFlag, LingerFlag, TextfileFlag])
        {
            if (onOff == "off" && text(flag) is { } beside)
                read.Problem(flag, beside, $"none beside {SwitchFlag} off; leave one out");
        }

        var options = new TelemetryOptions
        {
            On = onOff != "off",
            Prometheus = Address(read, text(PrometheusFlag)),
            Linger = read.Span(LingerFlag, text(LingerFlag), MostLinger, TimeSpan.Zero),
            Textfile = text(TextfileFlag),
        };
        return read.Problems.Count == 0 ? options : throw new BadInputException(read.Problems);
    }

    private static IPEndPoint? Address(OptionReader read, string? text)
    {
        if (text is null)
            return null;
        string numeric = text.StartsWith("localhost:", StringComparison.Ordinal) ? "127.0.0.1" + text["localhost".Length..] : text;
        // Without a port it would be read as an address alone, and 9464 as 0.0.36.248.
        int colon = numeric.LastIndexOf(':');
        if (colon > 0 && colon < numeric.Length - 1 && (numeric[0] == '[') == numeric[..colon].Contains(':') && IPEndPoint.TryParse(numeric, out var address))
            return address;
        read.Problem(PrometheusFlag, text, "ADDRESS:PORT of an interface of this machine, such as 127.0.0.1:9464 or localhost:0, which takes any free port");
        return null;
    }
}
