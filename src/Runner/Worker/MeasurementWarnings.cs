using InferBench.Runner.Measurement;
using InferBench.Runner.Records;
using static System.FormattableString;

namespace InferBench.Runner.Worker;

/// <summary>What is doubtful about a measurement.</summary>
internal static class MeasurementWarnings
{
    public static IEnumerable<Warning> Of(
        CaseMeasurement measurement, IReadOnlyDictionary<string, Distribution> statistics, bool debugBuild)
    {
        if (measurement.StopReason == StopReason.Limit)
            yield return new(WarningCode.StoppedByLimit, HowFar(measurement, statistics));
        if (measurement.Trials < StoppingRule.FewestTrials)
            yield return new(WarningCode.TooFewSamples, Invariant($"trials measured: {measurement.Trials}"));
        if (!measurement.Settled)
            yield return new(WarningCode.WarmUpNotSettled, WhyNotSettled(measurement.WarmUpTrials));
        if (measurement.Allocated > 0 || measurement.Collections > 0)
            yield return new(
                WarningCode.AllocatedWhileTimed,
                Invariant($"inside timed spans: {measurement.Allocated} bytes allocated, {measurement.Collections} collections"));
        if (measurement.OtherTokens.Count > 0)
            yield return new(
                WarningCode.TokensDiffer,
                Invariant($"trials with other tokens than the first: {measurement.OtherTokens.Count} of {measurement.Trials}, trial {measurement.OtherTokens[0]} before any other"));
        if (debugBuild)
            yield return new(WarningCode.DebugBuild, "InferBench was built without optimisation");
    }

    private static string HowFar(CaseMeasurement measurement, IReadOnlyDictionary<string, Distribution> statistics)
    {
        var text = Invariant($"stopped by the time limit, {measurement.Elapsed.TotalSeconds:0.0} s, trials measured: {measurement.Trials}");
        foreach (var id in measurement.Watched)
        {
            if (statistics[id] is { MedianInterval: { } interval, Median: var median })
                text += Invariant($", {MetricCatalog.Get(id).Title} ±{100 * interval.RelativeHalfWidth(median):0.0}%");
        }

        return text + Invariant($", asked for ±{100 * measurement.Settings.RelativeInterval:0.0##}%");
    }

    private static string WhyNotSettled(int trials) =>
        trials < WarmUpRule.InARow
            ? Invariant($"warm-up trials: {trials}, too few to tell whether times have settled")
            : Invariant($"warm-up trials: {trials}, and the last {WarmUpRule.InARow} still differ by more than {100 * WarmUpRule.Agreement:0}%");
}
