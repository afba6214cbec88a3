using InferBench.Runner.Records;

namespace InferBench.Runner.Statistics;

/// <summary>A ratio new / base with what its bootstrap says.</summary>
/// <param name="Ratio">Above 0.</param>
/// <param name="Interval">95 % percentile interval.</param>
/// <param name="PValue">Two-sided, of the hypothesis that nothing changed; at least what a rank test gives where all samples agree.</param>
public sealed record RatioEstimate(double Ratio, Interval Interval, double PValue)
{
    /// <summary>The estimate behind which these resampled ratios stand.</summary>
    /// <param name="ratio">Ratio of the samples themselves.</param>
    /// <param name="resampled">At least one; they are sorted in place.</param>
    /// <param name="leastPValue">The p-value of samples that could not speak more clearly: few of them look surer than they are.</param>
    internal static RatioEstimate Of(double ratio, double[] resampled, double leastPValue)
    {
        Array.Sort(resampled);
        int notAbove = resampled.Count(r => r <= 1), notBelow = resampled.Count(r => r >= 1);
        return new(
            ratio,
            new(Descriptive.Percentile(resampled, 0.025), Descriptive.Percentile(resampled, 0.975)),
            // One more of each: the samples are a resample of themselves, so no probability is 0 (Davison and Hinkley, 1997, 4.2).
            Math.Min(1, Math.Max(leastPValue, 2.0 * (Math.Min(notAbove, notBelow) + 1) / (resampled.Length + 1))));
    }
}
