namespace InferBench.Runner.Records;

/// <summary>How long a case is warmed up and measured, and how sure its numbers must be.</summary>
public sealed record MeasurementSettings
{
    /// <summary>Exactly this many timed trials, whatever the interval and the limits; null lets them decide.</summary>
    public int? Trials { get; init; }

    /// <summary>Most warm-up trials; 0 for none.</summary>
    public int WarmUp { get; init; } = 10;

    /// <summary>Least time inside timed trials, seconds.</summary>
    public double MinTime { get; init; } = 1;

    /// <summary>
    /// Most time for warm-up and measurement together, seconds, looked at between trials; warm-up takes a third of it at most.
    /// </summary>
    public double MaxTime { get; init; } = 60;

    /// <summary>Half the width of the median's 95 % interval, as a fraction of the median, at which a case may stop.</summary>
    public double RelativeInterval { get; init; } = 0.02;

    /// <summary>Milliseconds between samples of what machine, process and GPU do meanwhile; null where none are taken.</summary>
    public int? SampleInterval { get; init; }
}
