namespace InferBench.Runner.Records;

/// <summary>One case as it was asked for, where it ran and what was measured: one JSON object on one line.</summary>
public sealed record RunRecord
{
    /// <summary>Schema written by this version.</summary>
    public const int CurrentSchema = 1;

    public required int Schema { get; init; }

    /// <summary>Most <see cref="TrialStarts"/>.</summary>
    public const int MostTrialStarts = 50;

    /// <summary>Same for all records of one run.</summary>
    public required string RunId { get; init; }

    /// <summary>Same for the same case on any machine and in any run; of a folder only its name counts.</summary>
    public required string CaseId { get; init; }

    public required CaseStatus Status { get; init; }

    /// <summary>Why the case failed or was skipped; null when it is ok.</summary>
    public string? Reason { get; init; }

    /// <summary>What was asked for and is not on this machine, the device or the engine, for which the case was skipped; null for any other case.</summary>
    public string? Absent { get; init; }

    public required CaseSpec Case { get; init; }

    /// <summary>When the case counted as measured enough.</summary>
    public required MeasurementSettings Settings { get; init; }

    /// <summary>Null when the model could not be opened.</summary>
    public ModelInfo? Model { get; init; }

    /// <summary>Null when no engine was started.</summary>
    public EngineInfo? Engine { get; init; }

    /// <summary>The kernel that was run; null where it was a model, or where the case was not begun.</summary>
    public KernelFacts? Kernel { get; init; }

    /// <summary>What this run's ceilings allow the kernel, or a decode step of the model; null where they were not measured, and for a ceiling.</summary>
    public Roof? Roof { get; init; }

    /// <summary>The library that the kernel is held against; null without one.</summary>
    public KernelRival? Reference { get; init; }

    public required DeviceInfo Device { get; init; }

    public required EnvironmentInfo Environment { get; init; }

    /// <summary>Timed trials behind the statistics.</summary>
    public int Trials { get; init; }

    /// <summary>Untimed trials before them.</summary>
    public int WarmUpTrials { get; init; }

    /// <summary>
    /// When each of the first timed trials began, in nanoseconds since <see cref="Started"/> by a clock that nobody sets; null
    /// where nothing was timed, and in records from before it was noted.
    /// </summary>
    public IReadOnlyList<long>? TrialStarts { get; init; }

    /// <summary>Raw samples by metric id.</summary>
    public required IReadOnlyDictionary<string, SampleSeries> Samples { get; init; }

    /// <summary>Statistics by metric id, in the unit of <see cref="MetricCatalog"/>.</summary>
    public required IReadOnlyDictionary<string, Distribution> Statistics { get; init; }

    /// <summary>Metrics that are one number for the whole case, by metric id.</summary>
    public required IReadOnlyDictionary<string, double> Values { get; init; }

    /// <summary>Metrics that apply to the case but were not measured, by metric id, with the reason.</summary>
    public required IReadOnlyDictionary<string, string> NotMeasured { get; init; }

    /// <summary>Version of the definition in <see cref="MetricCatalog"/> behind each metric of this record.</summary>
    public required IReadOnlyDictionary<string, int> Definitions { get; init; }

    /// <summary>Token ids of the first timed trial, one sequence after another, hashed (SHA-256, first 16 hex digits).</summary>
    public string? TokenHash { get; init; }

    /// <summary>How far the model's logits are from the same weights in float32; null for kernels, and in records from before it was checked.</summary>
    public Correctness? Correctness { get; init; }

    /// <summary>Which nodes of the model's graph ran on which provider; null for kernels, and in records from before it was looked at.</summary>
    public Placement? Placement { get; init; }

    /// <summary>Where the time goes; null for a case that was measured and not profiled.</summary>
    public ProfileFacts? Profile { get; init; }

    /// <summary>What the model's precision costs; null for kernels, where the case has no figures, and in records from before it was measured.</summary>
    public Quality? Quality { get; init; }

    /// <summary>Of given ids; null where none were given.</summary>
    public Perplexity? Perplexity { get; init; }

    /// <summary>What machine, process and GPU did while the case was timed; null where it was not sampled, and in records from before it was.</summary>
    public MachineUse? MachineUse { get; init; }

    /// <summary>
    /// Place of this case in the run's order, from 0; skipped cases have theirs too. Repeats of the anchor are counted on after
    /// the last case, and <see cref="Anchor"/> tells where they ran.
    /// </summary>
    public required int OrderIndex { get; init; }

    /// <summary>Which repeat of the run's anchor it is; null for a case of the plan itself.</summary>
    public AnchorRepeat? Anchor { get; init; }

    /// <summary>When the case was started, UTC.</summary>
    public required DateTimeOffset Started { get; init; }

    public required IReadOnlyList<Warning> Warnings { get; init; }

    /// <summary>Whether the figures may be believed; null in records from before there were grades, and where there are no figures, but for a kernel with wrong results.</summary>
    public Grade? Grade { get; init; }
}
