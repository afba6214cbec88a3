using InferBench.Runner.Devices;
using InferBench.Runner.Measurement;
using InferBench.Runner.Records;

namespace InferBench.Runner.Worker;

/// <summary>What was measured of one case, before any statistics.</summary>
public sealed record CaseMeasurement
{
    /// <summary>The settings it was measured under.</summary>
    public required MeasurementSettings Settings { get; init; }

    /// <summary>Ids of the series that decided when to stop.</summary>
    public required IReadOnlyList<string> Watched { get; init; }

    /// <summary>Raw samples of the timed trials.</summary>
    public required SampleSet Samples { get; init; }

    /// <summary>Timed trials.</summary>
    public required int Trials { get; init; }

    /// <summary>When the first of them began, <see cref="RunRecord.MostTrialStarts"/> at most: timestamps of the case's clock.</summary>
    public required IReadOnlyList<long> Starts { get; init; }

    /// <summary>Untimed trials before them.</summary>
    public required int WarmUpTrials { get; init; }

    /// <summary>Whether the last warm-up trials agreed.</summary>
    public required bool Settled { get; init; }

    /// <summary>Why measuring ended.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>From the start of warm-up to the end of the last trial.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Managed bytes the timing thread allocated during timed trials.</summary>
    public required long Allocated { get; init; }

    /// <summary>Garbage collections during timed trials.</summary>
    public required int Collections { get; init; }

    /// <summary>What the machine did during the timed trials; null where it was not asked.</summary>
    public MachineChange? Machine { get; init; }

    /// <summary>What was sampled during the timed trials; null where nothing was.</summary>
    public MachineUse? Use { get; init; }

    /// <summary>Hash of the tokens of the first timed trial; null for work that produces none.</summary>
    public string? TokenHash { get; init; }

    /// <summary>Timed trials, from 1, whose tokens were others than the first one's.</summary>
    public IReadOnlyList<int> OtherTokens { get; init; } = [];

    /// <summary><see cref="Starts"/> in nanoseconds.</summary>
    /// <param name="begun">The timestamp that they are counted from.</param>
    /// <param name="time">The clock of all of them.</param>
    public IReadOnlyList<long> StartsSince(long begun, TimeProvider time) =>
        [.. Starts.Select(start => Ticks.ToNanoseconds(start - begun, time.TimestampFrequency))];
}
