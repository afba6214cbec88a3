using InferBench.Runner.Records;

namespace InferBench.Runner.Statistics;

/// <summary>Describes a set of samples without dropping any.</summary>
public static class Descriptive
{
    /// <summary>Fewest samples for which a 99th percentile is more than the maximum in disguise.</summary>
    public const int FewestForP99 = 100;

    /// <summary>Everything a record keeps of a set of samples, but for the interval of the median.</summary>
    /// <param name="samples">At least one, in any order and unit.</param>
    /// <exception cref="ArgumentException">There are no samples.</exception>
    public static Distribution Describe(ReadOnlySpan<double> samples)
    {
        if (samples.IsEmpty)
            throw new ArgumentException("no samples", nameof(samples));

        var sorted = Sorted(samples);
        var median = Percentile(sorted, 0.5);
        var mean = Mean(sorted);
        var lower = Percentile(sorted, 0.25);
        var upper = Percentile(sorted, 0.75);
        var reach = 1.5 * (upper - lower);
        return new Distribution
        {
            Count = sorted.Length,
            Mean = mean,
            StandardDeviation = StandardDeviation(sorted, mean),
            Median = median,
            Mad = Percentile(Sorted(Array.ConvertAll(sorted, x => Math.Abs(x - median))), 0.5),
            Min = sorted[0],
            Max = sorted[^1],
            P5 = Percentile(sorted, 0.05),
            P95 = Percentile(sorted, 0.95),
            P99 = sorted.Length < FewestForP99 ? null : Percentile(sorted, 0.99),
            Outliers = sorted.Count(x => x < lower - reach || x > upper + reach),
        };
    }

    /// <summary>Percentile by linear interpolation of order statistics (type 7 of Hyndman and Fan, 1996).</summary>
    /// <param name="sorted">At least one sample, ascending.</param>
    /// <param name="fraction">0 (the minimum) to 1 (the maximum).</param>
    public static double Percentile(ReadOnlySpan<double> sorted, double fraction)
    {
        var place = fraction * (sorted.Length - 1);
        var below = (int)place;
        return below == sorted.Length - 1
            ? sorted[below]
            : sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]);
    }

    internal static double[] Sorted(ReadOnlySpan<double> samples)
    {
        var sorted = samples.ToArray();
        Array.Sort(sorted);
        return sorted;
    }

    private static double Mean(ReadOnlySpan<double> samples)
    {
        var sum = 0.0;
        foreach (var sample in samples)
            sum += sample;
        return sum / samples.Length;
    }

    private static double? StandardDeviation(ReadOnlySpan<double> samples, double mean)
    {
        if (samples.Length < 2)
            return null;
        var squares = 0.0;
        foreach (var sample in samples)
            squares += (sample - mean) * (sample - mean);
        return Math.Sqrt(squares / (samples.Length - 1));
    }
}
