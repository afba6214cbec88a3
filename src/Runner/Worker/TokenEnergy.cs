using InferBench.Runner.Records;

namespace InferBench.Runner.Worker;

/// <summary>What a generated token costs in energy.</summary>
internal static class TokenEnergy
{
    /// <summary>A summary with it, or with why it was not measured; as it is where the machine was not asked.</summary>
    public static MeasurementSummary On(MeasurementSummary summary, CaseMeasurement measurement, CaseSpec spec)
    {
        if (measurement.Machine?.Energy is not { } energy)
            return summary;
        var (joules, why) = spec.Device == "cpu" ? (energy.Joules, energy.WhyNone) : OfGpu(measurement.Use, spec.Device);
        return why is not null
            ? summary with { NotMeasured = new Dictionary<string, string>(summary.NotMeasured) { [MetricId.EnergyPerToken] = why } }
            : summary with
            {
                Values = new Dictionary<string, double>(summary.Values)
                {
                    [MetricId.EnergyPerToken] = joules!.Value / ((double)measurement.Trials * spec.Batch * spec.Generate),
                },
            };
    }

    // Its counter moves now and then: power between the first and the last time it was seen to, for the whole time.
    private static (double? Joules, string? WhyNone) OfGpu(MachineUse? use, string device) =>
        use is null ? (null, $"the energy counter of {device} is read by samples alone, and none were taken (--sample-interval off)")
        : use.Whole.GpuEnergy is not { } energy ? (null, use.NotObserved.GetValueOrDefault("gpu_energy") ?? use.NotObserved.GetValueOrDefault("gpu") ?? use.Whole.Reason ?? "its energy counter was not read")
        : energy.Reason is not null ? (null, energy.Reason)
        : (energy.Joules / energy.Seconds * use.Whole.Seconds, null);
}
