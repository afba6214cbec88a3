namespace InferBench.Runner.Records;

/// <summary>What rereading a file of a model told.</summary>
public enum FileState
{
    /// <summary>The bytes are those that were known.</summary>
    Ok,

    /// <summary>The bytes are others.</summary>
    Differs,

    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>Nothing was known about it.</summary>
    New,
}

/// <summary>A model's files, read again from end to end and compared with what was known of them.</summary>
public sealed record ModelVerification
{
    /// <summary><c>manifest</c>: what a synthetic model was made with; <c>cache</c>: what its files were when last read.</summary>
    public required string Against { get; init; }

    /// <summary>Each file, by its name in the model's folder.</summary>
    public required IReadOnlyList<VerifiedFile> Files { get; init; }

    /// <summary>False where a file differs or is missing.</summary>
    public required bool Intact { get; init; }
}

/// <summary>One file of a model.</summary>
/// <param name="Name">Path inside the folder, with /.</param>
/// <param name="State">What rereading it told.</param>
public sealed record VerifiedFile(string Name, FileState State);
