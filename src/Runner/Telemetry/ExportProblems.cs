using System.Diagnostics.Tracing;
using System.Globalization;
using InferBench.Runner.Records;

namespace InferBench.Runner.Telemetry;

/// <summary>The last thing that the SDK's exporters had to complain of; they tell nobody else.</summary>
internal sealed class ExportProblems : EventListener
{
    private const int Longest = 200;

    private volatile string? last;

    /// <summary>In one line; null where there was nothing.</summary>
    public string? Last => last;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "OpenTelemetry-Exporter-OpenTelemetryProtocol")
            EnableEvents(eventSource, EventLevel.Warning);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        string text = eventData.Message is { } message && eventData.Payload is { Count: > 0 } payload
            ? string.Format(CultureInfo.InvariantCulture, message, [.. payload])
            : eventData.Message ?? eventData.EventName ?? "";
        // Of an exception within others the innermost says why; a stack follows it.
        string innermost = text.Split("\n   at ")[0].Split(" ---> ")[^1].ReplaceLineEndings("\n").Split('\n')[0];
        last = OneLine.Of(innermost, Longest);
    }
}
