using InferBench.Runner.Records;

namespace InferBench.Runner.Statistics;

/// <summary>What an interval says of a change, asked in a fixed order: the same, faster or slower, cannot tell.</summary>
public static class ChangeRule
{
    /// <summary>Chance of a false faster or slower, over all comparisons together.</summary>
    public const double Significance = 0.05;

    /// <summary>Fewest samples on each side: of fewer, the bootstrap knows only the extremes.</summary>
    public const int FewestSamples = 5;

    /// <param name="estimate">New over base.</param>
    /// <param name="adjustedPValue">Its p-value after Holm's correction.</param>
    /// <param name="direction">Which way the metric is better.</param>
    /// <param name="minEffect">The smallest change that matters, as a fraction: 0.03 is 3 %.</param>
    public static Change Decide(RatioEstimate estimate, double adjustedPValue, MetricDirection direction, double minEffect)
    {
        var interval = estimate.Interval;
        if (interval.Low > 1 - minEffect && interval.High < 1 + minEffect)
            return Change.Same;
        if ((interval.Low <= 1 && interval.High >= 1) || adjustedPValue > Significance)
            return Change.CannotTell;
        return interval.Low > 1 == (direction == MetricDirection.HigherIsBetter) ? Change.Faster : Change.Slower;
    }
}
