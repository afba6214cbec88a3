namespace InferBench.Runner.Options;

/// <summary>Asks what a model stores and what running it costs.</summary>
public sealed record InspectOptions : CommandOptions
{
    /// <summary>A folder, an .onnx file or <c>synth:PRESET[:PRECISION]</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Graph file inside the folder; null leaves the choice to its layout.</summary>
    public string? File { get; init; }

    /// <summary>Precision that chooses the graph file.</summary>
    public string? Precision { get; init; }

    /// <summary>Tokens in the cache of the decode steps to work out.</summary>
    public required IReadOnlyList<int> Depths { get; init; }

    /// <summary>Memories to fill.</summary>
    public required IReadOnlyList<MemorySize> Memory { get; init; }

    /// <summary>Read every file again and compare.</summary>
    public bool Verify { get; init; }

    /// <summary>One JSON object instead of tables.</summary>
    public bool Json { get; init; }

    /// <summary>Folder of models made on the spot; null is the user's cache folder.</summary>
    public string? CacheDirectory { get; init; }
}
