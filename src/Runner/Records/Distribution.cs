namespace InferBench.Runner.Records;

/// <summary>Summary of all samples of one metric, in that metric's unit. Nothing is dropped as an outlier.</summary>
public sealed record Distribution
{
    /// <summary>Number of samples.</summary>
    public required int Count { get; init; }

    public required double Mean { get; init; }

    /// <summary>Sample standard deviation (n - 1); null below two samples.</summary>
    public double? StandardDeviation { get; init; }

    public required double Median { get; init; }

    /// <summary>Median absolute deviation from the median, unscaled.</summary>
    public required double Mad { get; init; }

    public required double Min { get; init; }

    public required double Max { get; init; }

    /// <summary>Percentiles by linear interpolation between order statistics (type 7 of Hyndman and Fan, 1996).</summary>
    public required double P5 { get; init; }

    public required double P95 { get; init; }

    /// <summary>Null below 100 samples.</summary>
    public double? P99 { get; init; }

    /// <summary>95 % bootstrap interval of the median; null where samples are not independent trials or fewer than two.</summary>
    public Interval? MedianInterval { get; init; }

    /// <summary>Samples further than 1.5 interquartile ranges outside the quartiles; counted, never dropped.</summary>
    public required int Outliers { get; init; }
}

/// <summary>A closed interval.</summary>
public sealed record Interval(double Low, double High)
{
    /// <summary>Half the width as a fraction of <paramref name="center"/>.</summary>
    public double RelativeHalfWidth(double center) => (High - Low) / 2 / Math.Abs(center);
}
