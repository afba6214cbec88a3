using System.Diagnostics;
using OpenTelemetry.Metrics;

namespace InferBench.Runner.Telemetry;

/// <summary>One value of a histogram with the span that it is of.</summary>
/// <param name="Value">What was recorded.</param>
/// <param name="Trace">Trace of the span.</param>
/// <param name="Span">The span.</param>
/// <param name="At">When it was recorded.</param>
internal sealed record TrialExemplar(double Value, ActivityTraceId Trace, ActivitySpanId Span, DateTimeOffset At)
{
    /// <summary>Exemplars of a histogram's point, at most one a bucket.</summary>
    public static List<TrialExemplar> Of(in MetricPoint point)
    {
        var found = new List<TrialExemplar>();
        if (!point.TryGetExemplars(out var exemplars))
            return found;
        foreach (ref readonly var exemplar in exemplars)
        {
            if (exemplar.SpanId != default)
                found.Add(new(exemplar.DoubleValue, exemplar.TraceId, exemplar.SpanId, exemplar.Timestamp));
        }

        return found;
    }

    /// <summary>As OpenMetrics writes it behind a bucket.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"# {{trace_id=\"{Trace}\",span_id=\"{Span}\"}} {Value} {At.ToUnixTimeMilliseconds() / 1e3:0.000}");
}
