using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace InferBench.Runner.Telemetry;

/// <summary>Which metrics are taken, and how.</summary>
internal static class MetricViews
{
    // The SDK makes room for 2,000 sets of attributes of each metric beforehand: those that are not by case have a handful.
    private const int MostSets = 100;

    // What OTLP allows in a bucket array of reasonable size: 160 buckets span 10 us to 10 s with 13 % of error at most.
    private const int ExponentialBuckets = 160;

    /// <param name="builder">Takes them.</param>
    /// <param name="exponential">Inter-token latency without fixed bounds, where the receiver's format has that.</param>
    public static MeterProviderBuilder Add(MeterProviderBuilder builder, bool exponential)
    {
        builder.AddMeter(TelemetryNames.Scope, TelemetryNames.RuntimeMeter);
        if (exponential)
            builder.AddView(TelemetryNames.InterTokenLatency.Name, new Base2ExponentialBucketHistogramConfiguration { MaxSize = ExponentialBuckets });
        return builder.AddView(Room);
    }

    private static MetricStreamConfiguration? Room(Instrument instrument) =>
        TelemetryNames.IsByCase(instrument.Name) ? null : new() { CardinalityLimit = MostSets };
}
