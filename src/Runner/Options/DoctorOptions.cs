namespace InferBench.Runner.Options;

/// <summary>Asks what this machine has and what it lacks.</summary>
public sealed record DoctorOptions : CommandOptions
{
    /// <summary>Folder of models made on the spot; null is the user's cache folder.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>One JSON object instead of text.</summary>
    public bool Json { get; init; }
}
