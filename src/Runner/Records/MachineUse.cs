namespace InferBench.Runner.Records;

/// <summary>What machine, process and GPU did while a case was timed, from samples taken at an interval beside it.</summary>
public sealed record MachineUse
{
    /// <summary>Milliseconds between samples, as asked for.</summary>
    public required int Interval { get; init; }

    /// <summary>Samples taken.</summary>
    public required long Samples { get; init; }

    /// <summary>Of them the oldest, for which there was no room: windows begin after them.</summary>
    public long Lost { get; init; }

    /// <summary>What a sample took of the sampler's own thread, seconds, mean.</summary>
    public required double SampleSeconds { get; init; }

    /// <summary>The longest any took, seconds.</summary>
    public required double LongestSampleSeconds { get; init; }

    /// <summary>From the start of the first timed trial to the end of the last, pauses between them included; without them where trials took turns with another worker's.</summary>
    public required UseWindow Whole { get; init; }

    /// <summary>Prefills of all timed trials; null where none was timed.</summary>
    public UseWindow? Prefill { get; init; }

    /// <summary>Decodes of all timed trials, from the first token of each to its last; null where there is none.</summary>
    public UseWindow? Decode { get; init; }

    /// <summary>Series that were not told, by name, with the reason; <c>gpu</c> for all of a GPU.</summary>
    public required IReadOnlyDictionary<string, string> NotObserved { get; init; }
}

/// <summary>What was sampled in one phase of all timed trials.</summary>
public sealed record UseWindow
{
    /// <summary>Length of all its spans together, seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Samples that fell into it.</summary>
    public required int Samples { get; init; }

    /// <summary>Figures by series of <see cref="MachineSeries"/>: those that enough samples are there for.</summary>
    public required IReadOnlyDictionary<string, UseFigures> Figures { get; init; }

    /// <summary>Samples by the reasons for which a GPU's clocks were not at their highest; null where they were not told.</summary>
    public IReadOnlyDictionary<string, int>? ClockReasons { get; init; }

    /// <summary>Of all processor packages; null where there are no counters of it.</summary>
    public UseEnergy? ProcessorEnergy { get; init; }

    /// <summary>Of the GPU; null where there is no counter of it.</summary>
    public UseEnergy? GpuEnergy { get; init; }

    /// <summary>Why there are no figures, or none of what is counted; null where there are.</summary>
    public string? Reason { get; init; }
}

/// <summary>One series in one window.</summary>
/// <param name="Mean">Of its samples; of what is counted, the rise / the time it was seen over.</param>
/// <param name="Max">The highest; of what is counted, between two samples.</param>
/// <param name="Samples">Samples, or pairs of them.</param>
public sealed record UseFigures(double Mean, double Max, int Samples);

/// <summary>What an energy counter rose by.</summary>
public sealed record UseEnergy
{
    /// <summary>Least counter time that energy is told of, seconds: counters of GPUs move every 20 to 100 ms, and are seen to at the next sample.</summary>
    public const double FewestSeconds = 2;

    /// <summary>From the first time it was seen to move to the last, J; null where that is not known.</summary>
    public double? Joules { get; init; }

    /// <summary>The time between the two, seconds: counter time.</summary>
    public double? Seconds { get; init; }

    /// <summary>How often it was seen to move.</summary>
    public required int Updates { get; init; }

    /// <summary>Why the energy is not known; null where it is.</summary>
    public string? Reason { get; init; }

    /// <summary>Mean power, W.</summary>
    public double? Watts() => Joules / Seconds;
}
