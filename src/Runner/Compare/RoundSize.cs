using System.Globalization;
using InferBench.Runner.Records;

namespace InferBench.Runner.Compare;

/// <summary>
/// How much a worker measures of each case in a round. A process differs from the next for its whole life, so time goes into many
/// processes; trials of both sides take turns, so that enough of them drop out what the machine does meanwhile.
/// </summary>
internal static class RoundSize
{
    private const int MostTrials = 40;
    private const int MostWarmUp = 3;

    /// <summary>Time for a case's timed trials: about what starting a process costs, seconds.</summary>
    private const double Seconds = 0.5;

    /// <summary>The first look at a side: whether it works, and how long a trial takes.</summary>
    public static MeasurementSettings FirstLook { get; } = new() { Trials = 1, WarmUp = 1 };

    /// <summary>The settings of a round.</summary>
    /// <param name="plan">The plan's: its trials are taken, and its warm-up as the most.</param>
    /// <param name="looks">First looks at the group's cases, of both sides.</param>
    public static MeasurementSettings Of(MeasurementSettings plan, IEnumerable<RunRecord> looks)
    {
        double longest = looks.Where(r => r.Status == CaseStatus.Ok).Select(Trial).DefaultIfEmpty(Seconds).Max();
        int trials = plan.Trials ?? Math.Clamp((int)Math.Round(Seconds / longest), 1, MostTrials);
        return new() { Trials = trials, WarmUp = Math.Min(plan.WarmUp, Math.Min(trials, MostWarmUp)), SampleInterval = plan.SampleInterval };
    }

    /// <summary>What of two plans' settings makes rounds unlike.</summary>
    public static IEnumerable<Difference> Unlike(MeasurementSettings before, MeasurementSettings after)
    {
        if (before.Trials != after.Trials)
            yield return new(DifferenceKind.Settings, "--trials", Text(before.Trials), Text(after.Trials), 1);
        var (old, now) = (Math.Min(before.WarmUp, MostWarmUp), Math.Min(after.WarmUp, MostWarmUp));
        if (old != now)
            yield return new(DifferenceKind.Settings, "--warmup", Text(before.WarmUp), Text(after.WarmUp), 1);
    }

    private static string? Text(int? value) => value?.ToString(CultureInfo.InvariantCulture);

    private static double Trial(RunRecord r) =>
        (r.Statistics.GetValueOrDefault(MetricId.E2e) ?? r.Statistics.GetValueOrDefault(MetricId.DecodeTime) ?? r.Statistics[MetricId.Ttft]).Median;
}
