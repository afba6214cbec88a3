namespace InferBench.Runner.Records;

/// <summary>A results file in one line.</summary>
public sealed record ResultsSummary
{
    /// <summary>Path of the file.</summary>
    public required string File { get; init; }

    /// <summary>Different cases.</summary>
    public required int Cases { get; init; }

    /// <summary>Records by how they ended, without repeats of the anchor.</summary>
    public required int Ok { get; init; }

    /// <inheritdoc cref="Ok"/>
    public required int Failed { get; init; }

    /// <inheritdoc cref="Ok"/>
    public required int Skipped { get; init; }

    /// <summary>Different models, in the order they first appear.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Different processors, likewise.</summary>
    public required IReadOnlyList<string> Processors { get; init; }

    /// <summary>When the earliest case was started; null without records.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>When the latest case was started.</summary>
    public DateTimeOffset? To { get; init; }
}
