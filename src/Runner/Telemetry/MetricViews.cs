using OpenTelemetry.Metrics;

namespace InferBench.Runner.Telemetry;

/// <summary>Which metrics are taken, and how.</summary>
internal static class MetricViews
{
    // What OTLP allows in a bucket array of reasonable size: 160 buckets span 10 us to 10 s with 13 % of error at most.
    private const int ExponentialBuckets = 160;

    /// <param name="builder">Takes them.</param>
    /// <param name="exponential">Inter-token latency without fixed bounds, where the receiver's format has that.</param>
    public static MeterProviderBuilder Add(MeterProviderBuilder builder, bool exponential)
    {
        builder.AddMeter(TelemetryNames.Scope, TelemetryNames.RuntimeMeter);
        if (exponential)
            builder.AddView(TelemetryNames.InterTokenLatency.Name, new Base2ExponentialBucketHistogramConfiguration { MaxSize = ExponentialBuckets });
        return builder;
    }
}
