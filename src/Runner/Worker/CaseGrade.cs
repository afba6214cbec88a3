using InferBench.Runner.Devices;
using InferBench.Runner.Devices.Sampling;
using InferBench.Runner.Measurement;
using InferBench.Runner.Records;
using static System.FormattableString;

namespace InferBench.Runner.Worker;

/// <summary>What a worker knows against a measurement.</summary>
internal static class CaseGrade
{
    private static readonly Grade NothingObserved = new MachineChange(Nothing, Nothing, TimeSpan.Zero).Grade;

    private static MachineCounters Nothing => new(null, null, null, null, null, null);

    public static Grade Of(CaseMeasurement measurement, IReadOnlyDictionary<string, Distribution> statistics, bool debugBuild)
    {
        var grade = measurement.Machine?.Grade ?? NothingObserved;
        return grade with { Reasons = [.. Own(measurement, statistics, debugBuild), .. grade.Reasons] };
    }

    private static IEnumerable<GradeFinding> Own(
        CaseMeasurement measurement, IReadOnlyDictionary<string, Distribution> statistics, bool debugBuild)
    {
        var wide = measurement.Watched
            .Select(id => (id, Half: statistics[id].MedianInterval?.RelativeHalfWidth(statistics[id].Median)))
            .Where(w => w.Half > measurement.Settings.RelativeInterval).ToArray();
        if (measurement.StopReason == StopReason.Limit && wide.Length > 0)
            yield return new(GradeReason.Unstable, string.Join(", ", wide.Select(w => Invariant($"{MetricCatalog.Get(w.id).Title} ±{100 * w.Half:0.0} %"))));
        if (measurement.Trials < GradeThresholds.FewestTrials)
            yield return new(GradeReason.TooFewSamples, Invariant($"trials measured: {measurement.Trials}"));
        if (measurement.Use?.Whole is { ClockReasons: { } reasons } whole && GpuSensors.Throttling.Where(reasons.ContainsKey).ToArray() is { Length: > 0 } held)
            yield return new(GradeReason.Throttled, "the GPU's clocks were held down: " + string.Join(", ", held.Select(why => Invariant($"{why} in {reasons[why]} of {whole.Samples} samples"))));
        if (debugBuild)
            yield return new(GradeReason.DebugBuild, "InferBench was built without optimisation");
    }
}
