using InferBench.Runner.Devices.Sampling;
using InferBench.Runner.Measurement;
using InferBench.Runner.Profile.Timeline;
using InferBench.Runner.Records;

namespace InferBench.Runner.Worker;

/// <summary>What was sampled while a case ran, as quantities of a timeline.</summary>
internal static class SampledCounters
{
    /// <param name="ring">The samples; nobody writes to it any more.</param>
    /// <param name="time">The clock that they were taken by.</param>
    /// <returns>The series that were told at least once, but for sums that only rise and for sets of bits.</returns>
    public static IReadOnlyList<TimelineCounter> Of(SampleRing ring, TimeProvider time) =>
    [
        .. from info in MachineSeriesCatalog.All
           where !info.IsCounted && info.Unit != "bits"
           let points = Points(ring, info.Series, time).ToArray()
           where points.Length > 0
           select new TimelineCounter(info.Name, info.Unit, points),
    ];

    private static IEnumerable<TimelinePoint> Points(SampleRing ring, MachineSeries series, TimeProvider time) =>
        from sample in Enumerable.Range(0, ring.Count)
        let value = ring.Value(sample, series)
        where double.IsFinite(value)
        select new TimelinePoint(Ticks.ToNanoseconds(ring.Time(sample), time.TimestampFrequency), value);
}
