namespace InferBench.Runner.Records;

/// <summary>What accounts for the difference between the profiles of two results files. Times are in ns of one step, to the thousandth: what is listed adds up to the whole without a rest.</summary>
public sealed record ProfileDiffReport
{
    /// <summary>Raised when a field changes meaning.</summary>
    public const int CurrentSchema = 1;

    /// <summary><see cref="CurrentSchema"/>.</summary>
    public required int Schema { get; init; }

    /// <summary>Name of the file compared with, without its folder.</summary>
    public required string Base { get; init; }

    /// <summary>Name of the file that is compared, without its folder.</summary>
    public required string New { get; init; }

    /// <summary>Cases that both files have profiles of.</summary>
    public required IReadOnlyList<CaseDifference> Cases { get; init; }

    /// <summary>Profiled cases without a counterpart.</summary>
    public required IReadOnlyList<UnmatchedProfile> NotCompared { get; init; }
}

/// <summary>A profiled case that has no counterpart with a profile in the other file.</summary>
/// <param name="CaseId">Its id.</param>
/// <param name="Case">The case.</param>
/// <param name="Reason">What each side has of it.</param>
public sealed record UnmatchedProfile(string CaseId, CaseSpec Case, string Reason);

/// <summary>The profiles of two cases.</summary>
public sealed record CaseDifference
{
    /// <summary>The case in the file compared with.</summary>
    public required CaseSpec BaseCase { get; init; }

    /// <summary>The case in the other file; both have the same batch, prompt, depth and generated tokens.</summary>
    public required CaseSpec NewCase { get; init; }

    /// <summary>In what the records are unlike besides the case.</summary>
    public required IReadOnlyList<Difference> Differences { get; init; }

    /// <summary>The phases that both have.</summary>
    public required IReadOnlyList<PhaseDifference> Phases { get; init; }

    /// <summary>What else a reader must know.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}

/// <summary>One phase in both profiles.</summary>
public sealed record PhaseDifference
{
    /// <summary><see cref="ProfilePhase.Prefill"/> or <see cref="ProfilePhase.Decode"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Tokens of a step, of all sequences: divide by it for times per token.</summary>
    public required long Tokens { get; init; }

    /// <summary>The whole step.</summary>
    public required TimeDifference Step { get; init; }

    /// <summary>Operators, gaps and what is unaccounted, the largest change first; their changes add up to that of <see cref="Step"/>.</summary>
    public required IReadOnlyList<PartDifference> Parts { get; init; }

    /// <summary>The step as the GPU saw it, in a pass of its own; null where not both were traced.</summary>
    public DeviceDifference? Device { get; init; }
}

/// <summary>What a GPU did in both profiles.</summary>
public sealed record DeviceDifference
{
    /// <summary>From the first call of a step to the end of its last work.</summary>
    public required TimeDifference Step { get; init; }

    /// <summary>Kernels, copies and the rest, the largest change first; their changes add up to that of <see cref="Step"/>.</summary>
    public required IReadOnlyList<PartDifference> Parts { get; init; }
}

/// <summary>A time in both profiles.</summary>
public sealed record TimeDifference
{
    /// <summary>In the file compared with, ns; null where it has nothing of the kind.</summary>
    public decimal? BaseNs { get; init; }

    /// <summary>In the file that is compared, ns; null likewise.</summary>
    public decimal? NewNs { get; init; }

    /// <summary>New less base, ns; what is not there counts as 0.</summary>
    public decimal ChangeNs { get; init; }

    /// <summary>The change as a share of base's whole step; null where that took no time.</summary>
    public double? OfStep { get; init; }
}

/// <summary>What a part of a step is.</summary>
public enum StepPart
{
    /// <summary>Operators of one role and kind.</summary>
    Operators,

    /// <summary>Time that is no operator's, with its name.</summary>
    Gap,

    /// <summary>What is left of the step.</summary>
    Unaccounted,

    /// <summary>Kernels of one name.</summary>
    Kernel,

    /// <summary>Copies of one direction.</summary>
    Copy,
}

/// <summary>One part of a step in both profiles.</summary>
public sealed record PartDifference
{
    /// <summary>What it is.</summary>
    public required StepPart Part { get; init; }

    /// <summary>Role of operators, or the name of a gap, kernel or copy.</summary>
    public required string Name { get; init; }

    /// <summary>Kind of operators, such as <c>matmul</c>; null for what is none.</summary>
    public string? Kind { get; init; }

    /// <summary>Layers that have such operators; null outside of layers.</summary>
    public int? Layers { get; init; }

    /// <summary>Its times.</summary>
    public required TimeDifference Time { get; init; }

    /// <summary>Nodes of the graph by name, the largest change first; their changes add up to that of <see cref="Time"/>. Empty for what has none.</summary>
    public required IReadOnlyList<NodeDifference> Nodes { get; init; }
}

/// <summary>One node of the graph in both profiles.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Layer">Its layer; null outside of layers.</param>
/// <param name="BaseOperator">Operator and provider in the file compared with; null where no such node ran.</param>
/// <param name="NewOperator">The same in the other.</param>
/// <param name="Time">Its times.</param>
public sealed record NodeDifference(string Node, int? Layer, string? BaseOperator, string? NewOperator, TimeDifference Time);
