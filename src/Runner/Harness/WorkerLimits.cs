using InferBench.Runner.Records;

namespace InferBench.Runner.Harness;

/// <summary>How long a worker may say nothing before it is taken for hung.</summary>
/// <param name="Idle">
/// While it uses less than 1 % of a processor and reads nothing. A model that loads, or a trial that takes an hour, does
/// not look like that: so a worker needs no thread of its own that says it is alive, which would run in timed spans.
/// </param>
/// <param name="Busy">While it works. News comes between trials only, and one trial may be long.</param>
public sealed record WorkerLimits(TimeSpan Idle, TimeSpan Busy)
{
    private const double LeastBusySeconds = 2 * 3600;
    private const double CaseTimes = 30;

    /// <summary>A minute idle; two hours busy, or 30 times the time limit of a case where that is more.</summary>
    public static WorkerLimits For(MeasurementSettings settings) => new(
        TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(Math.Max(LeastBusySeconds, CaseTimes * settings.MaxTime)));
}
