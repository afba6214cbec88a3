using InferBench.Runner.Records;

namespace InferBench.Runner.Plan;

/// <summary>A case with its name and its place in the run.</summary>
public sealed record PlannedCase
{
    public required CaseSpec Spec { get; init; }

    /// <summary>Stable across machines and runs; see <see cref="Plan.CaseId"/>.</summary>
    public required string CaseId { get; init; }

    /// <summary>Place in the run, from 0.</summary>
    public required int OrderIndex { get; init; }

    /// <summary>Why it cannot run: the model cannot, or what is asked for is not here; null when it can.</summary>
    public string? SkipReason { get; init; }

    /// <summary>What is not here, the device or the engine; null where that is not the reason.</summary>
    public string? Absent { get; init; }

    /// <summary>Which repeat of the run's anchor it is; null for a case of the plan itself.</summary>
    public AnchorRepeat? Anchor { get; init; }
}

/// <summary>
/// Cases that run one after another in one process, at least one: on one opened model, with equal engine, device, model, threads
/// and session options; or kernels, each with operands of its own.
/// </summary>
public sealed record CaseGroup
{
    public required IReadOnlyList<PlannedCase> Cases { get; init; }

    /// <summary>The model's folder, or its graph file; of a group of kernels the first one's name.</summary>
    public required string ModelPath { get; init; }

    /// <summary>Hash of the model's files; null where it was not computed.</summary>
    public string? ModelHash { get; init; }

    /// <summary>Stamp of the files that the hash is of; null where there is none.</summary>
    public string? ModelStamp { get; init; }

    /// <summary>Why the model's outputs are not held against the same weights in float32; null where they are.</summary>
    public string? NotChecked { get; init; }

    /// <summary>What paths of its cases' timelines begin with, before the case's id; null where none are written.</summary>
    public string? TracePrefix { get; init; }

    /// <summary>Whether none of it can run because its engine or device is not here.</summary>
    public bool IsAbsent => Cases.All(c => c.Absent is not null);

    /// <summary>What the cases share.</summary>
    public CaseSpec Shared => Cases[0].Spec;
}

/// <summary>Everything a run will do, in order.</summary>
public sealed record RunPlan
{
    public required IReadOnlyList<CaseGroup> Groups { get; init; }

    /// <summary>How each case is measured.</summary>
    public required MeasurementSettings Measurement { get; init; }

    /// <summary>All cases in the order they run.</summary>
    public IEnumerable<PlannedCase> Cases => Groups.SelectMany(g => g.Cases);
}
