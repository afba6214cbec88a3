namespace InferBench.Runner.Records;

/// <summary>When a case has been warmed up and measured enough.</summary>
public sealed record MeasurementSettings
{
    /// <summary>Exactly this many timed trials; null lets the interval decide.</summary>
    public int? Trials { get; init; }

    /// <summary>Most untimed trials before the first timed one; 0 means none.</summary>
    public int WarmUp { get; init; } = 10;

    /// <summary>Least total of timed spans, seconds.</summary>
    public double MinTime { get; init; } = 1;

    /// <summary>Time limit of the measured phase of a case, seconds.</summary>
    public double MaxTime { get; init; } = 60;

    /// <summary>Half-width of the median's 95 % interval, as a fraction of the median, at which a case is done.</summary>
    public double RelativeInterval { get; init; } = 0.02;
}
