using System.Globalization;
using OpenTelemetry.Metrics;

namespace InferBench.Runner.Telemetry;

/// <summary>
/// Writes metrics in Prometheus' text format, version 0.0.4, or as OpenMetrics 1.0, which has exemplars too; neither has
/// exponential histograms. Names are those of OpenTelemetry's rules for Prometheus.
/// </summary>
/// <param name="to">Takes the text.</param>
/// <param name="open">Whether it is OpenMetrics.</param>
internal sealed class PrometheusText(TextWriter to, bool open)
{
    private const string Total = "_total";

    /// <summary>What HTTP calls the format.</summary>
    public static string ContentType(bool open) =>
        open ? "application/openmetrics-text; version=1.0.0; charset=utf-8" : "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Writes the resource's attributes as labels of <c>target_info</c>.</summary>
    public void Target(IEnumerable<KeyValuePair<string, object>> attributes)
    {
        Head(open ? "target" : "target_info", open ? "info" : "gauge", "What sends these metrics.");
        Line("target_info", Labels(attributes.Select(a => (a.Key, (object?)a.Value))), null, "1");
    }

    /// <summary>Writes one metric with all its points.</summary>
    public void Add(Metric metric)
    {
        bool counter = metric.MetricType is MetricType.LongSum or MetricType.DoubleSum;
        bool gauge = !counter && metric.MetricType != MetricType.Histogram;
        string name = PrometheusName.Of(metric.Name, metric.Unit, counter, gauge);
        // OpenMetrics describes a counter without the suffix that its value has.
        Head(open && counter ? name[..^Total.Length] : name, counter ? "counter" : gauge ? "gauge" : "histogram", metric.Description);
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var tags = new List<(string, object?)>();
            foreach (var tag in point.Tags)
                tags.Add((tag.Key, tag.Value));
            tags.Add(("otel_scope_name", metric.MeterName));
            string labels = Labels(tags);
            if (metric.MetricType == MetricType.Histogram)
                Histogram(name, labels, in point);
            else
                Line(name, labels, null, Value(metric.MetricType, in point));
        }
    }

    /// <summary>Ends the text.</summary>
    public void End()
    {
        if (open)
            to.Write("# EOF\n");
    }

    private void Histogram(string name, string labels, in MetricPoint point)
    {
        var exemplars = open ? TrialExemplar.Of(in point) : [];
        long count = 0;
        double above = double.NegativeInfinity;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            count += bucket.BucketCount;
            double bound = bucket.ExplicitBound;
            var exemplar = exemplars.Find(e => e.Value > above && e.Value <= bound);
            Line(name + "_bucket", labels, Bound(bound), exemplar is null ? Number(count) : $"{Number(count)} {exemplar}");
            above = bound;
        }

        Line(name + "_sum", labels, null, Number(point.GetHistogramSum()));
        Line(name + "_count", labels, null, Number(point.GetHistogramCount()));
    }

    private void Head(string name, string type, string help)
    {
        to.Write("# HELP ");
        to.Write(name);
        to.Write(' ');
        to.Write(help.Length == 0 ? name : open ? Escaped(help) : help.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal));
        to.Write("\n# TYPE ");
        to.Write(name);
        to.Write(' ');
        to.Write(type);
        to.Write('\n');
    }

    private void Line(string name, string labels, string? bound, string value)
    {
        to.Write(name);
        if (labels.Length > 0 || bound is not null)
        {
            to.Write('{');
            to.Write(labels);
            if (bound is not null)
                to.Write($"{(labels.Length > 0 ? "," : "")}le=\"{bound}\"");
            to.Write('}');
        }

        to.Write(' ');
        to.Write(value);
        to.Write('\n');
    }

    private static string Labels(IEnumerable<(string Name, object? Value)> tags) => string.Join(
        ',', tags.Select(t => $"{PrometheusName.Label(t.Name)}=\"{Escaped(Convert.ToString(t.Value, CultureInfo.InvariantCulture) ?? "")}\""));

    private static string Escaped(string value) =>
        value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);

    private static string Value(MetricType type, in MetricPoint point) => type switch
    {
        MetricType.LongSum or MetricType.LongSumNonMonotonic => Number(point.GetSumLong()),
        MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => Number(point.GetSumDouble()),
        MetricType.LongGauge => Number(point.GetGaugeLastValueLong()),
        _ => Number(point.GetGaugeLastValueDouble()),
    };

    // A bound is part of a series' name: OpenMetrics writes whole ones with a point.
    private string Bound(double value) => open && double.IsInteger(value) ? Number(value) + ".0" : Number(value);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString(CultureInfo.InvariantCulture),
    };
}
