using InferBench.Runner.Records;

namespace InferBench.Runner.Devices;

/// <summary>What <c>inferbench doctor</c> found out, for a program to read.</summary>
public sealed record DoctorReport
{
    /// <summary>Raised when a field changes meaning.</summary>
    public const int CurrentSchema = 1;

    /// <summary><see cref="CurrentSchema"/>.</summary>
    public required int Schema { get; init; }

    /// <summary>Version and commit of InferBench.</summary>
    public required string Inferbench { get; init; }

    /// <summary>The machine.</summary>
    public required EnvironmentInfo Environment { get; init; }

    /// <summary>Threads a case takes unless told otherwise.</summary>
    public required int Threads { get; init; }

    /// <summary>Every finding, in the order the text shows them.</summary>
    public required IReadOnlyList<ReportedFinding> Findings { get; init; }

    /// <summary>The report of a machine.</summary>
    public static DoctorReport Of(EnvironmentInfo environment, IEnumerable<Finding> findings) => new()
    {
        Schema = CurrentSchema,
        Inferbench = environment.Inferbench,
        Environment = environment,
        Threads = AutoThreads.Choose(environment),
        Findings = [.. findings.Select(ReportedFinding.Of)],
    };
}

/// <summary>A <see cref="Finding"/>.</summary>
/// <param name="Topic">What it is about.</param>
/// <param name="State">How it stands.</param>
/// <param name="What">What was seen.</param>
/// <param name="Mend">What to do about it; null when there is nothing to do.</param>
public sealed record ReportedFinding(string Topic, FindingState State, string What, ReportedMend? Mend)
{
    internal static ReportedFinding Of(Finding finding) =>
        new(finding.Topic, finding.State, finding.What, finding.Mend is { } mend ? ReportedMend.Of(mend) : null);
}

/// <summary>A <see cref="Devices.Mend"/>: one of the two is set.</summary>
/// <param name="Command">A line for a shell.</param>
/// <param name="Advice">A sentence, where no command can mend it.</param>
public sealed record ReportedMend(string? Command, string? Advice)
{
    internal static ReportedMend Of(Mend mend) => mend.IsCommand ? new(mend.Text, null) : new(null, mend.Text);
}
