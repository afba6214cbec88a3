using InferBench.Runner.Records;
using InferBench.Runner.Statistics;

namespace InferBench.Runner.Measurement;

/// <summary>Decides after each trial whether a case has been measured enough. Sees only numbers.</summary>
public sealed class StoppingRule(MeasurementSettings settings)
{
    /// <summary>Fewest trials from which a case may count as converged.</summary>
    public const int FewestTrials = GradeThresholds.FewestTrials;

    // Checks of the interval are spaced geometrically, so that their cost stays a constant share of the trials'.
    private const double Spacing = 1.2;

    private int nextCheck = FewestTrials;

    /// <summary>Why to stop now; null to go on.</summary>
    /// <param name="trials">Timed trials so far, 1 or more.</param>
    /// <param name="measured">Time inside those trials.</param>
    /// <param name="elapsed">Time since the case's warm-up began.</param>
    /// <param name="watched">Series whose medians must be known well, one sample per trial each.</param>
    public StopReason? After(
        int trials, TimeSpan measured, TimeSpan elapsed, IReadOnlyList<IReadOnlyList<long>> watched)
    {
        if (settings.Trials is { } wanted)
            return trials >= wanted ? StopReason.FixedTrials : null;

        var limit = elapsed.TotalSeconds >= settings.MaxTime;
        bool due = limit || (measured.TotalSeconds >= settings.MinTime && trials >= nextCheck);
        if (trials >= FewestTrials && due)
        {
            if (watched.All(IsNarrow))
                return StopReason.Converged;
            nextCheck = (int)Math.Ceiling(trials * Spacing);
        }

        return limit ? StopReason.Limit : null;
    }

    private bool IsNarrow(IReadOnlyList<long> series)
    {
        double[] samples = [.. series];
        var median = Descriptive.Percentile(Descriptive.Sorted(samples), 0.5);
        return MedianBootstrap.Interval(samples).RelativeHalfWidth(median) <= settings.RelativeInterval;
    }
}
