using System.Diagnostics.Metrics;

namespace InferBench.Runner.Telemetry;

/// <summary>Instruments by their names.</summary>
internal static class Instruments
{
    public static Histogram<T> Histogram<T>(Meter meter, MetricName name)
        where T : struct => meter.CreateHistogram(
            name.Name, name.Unit, name.Description, tags: null,
            new InstrumentAdvice<T> { HistogramBucketBoundaries = [.. name.Bounds!.Select(bound => (T)Convert.ChangeType(bound, typeof(T), null))] });

    public static Counter<long> Counter(Meter meter, MetricName name) => meter.CreateCounter<long>(name.Name, name.Unit, name.Description);
}
