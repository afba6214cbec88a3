using InferBench.Runner.Records;

namespace InferBench.Runner.Telemetry;

/// <summary>What was timed of one trial.</summary>
/// <param name="Whole">All of it.</param>
/// <param name="Prefill">Of the prompt, from the start; null where it was not timed.</param>
/// <param name="Decode">Of the tokens after the first, to the end; null where there was one.</param>
internal readonly record struct TrialTimes(TimeSpan Whole, TimeSpan? Prefill, TimeSpan? Decode)
{
    /// <summary>Of trials in their order; none where the record has a subset of them.</summary>
    public static IEnumerable<TrialTimes> Of(RunRecord record)
    {
        if (record.Samples.GetValueOrDefault(MetricId.KernelTime) is { } launches)
        {
            // A trial is several launches, and its sample their mean.
            double many = record.Values.GetValueOrDefault(MetricId.KernelLaunches, 1);
            foreach (long one in launches.Count == launches.Values.Count ? launches.Values : [])
                yield return new(Span((long)(one * many)), null, null);
            yield break;
        }

        var e2e = record.Samples.GetValueOrDefault(MetricId.E2e);
        var decode = record.Samples.GetValueOrDefault(MetricId.DecodeTime);
        var prefill = record.Samples.GetValueOrDefault(MetricId.PrefillTime);
        if ((e2e ?? decode) is not { } whole || whole.Count != whole.Values.Count)
            yield break;
        for (int i = 0; i < whole.Count; i++)
            yield return new(Span(whole.Values[i]), At(prefill, i), At(decode, i));
    }

    private static TimeSpan? At(SampleSeries? series, int i) => series is not null && i < series.Values.Count ? Span(series.Values[i]) : null;

    /// <summary>Nanoseconds, to the 100 that a span of time is counted in.</summary>
    public static TimeSpan Span(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
}
