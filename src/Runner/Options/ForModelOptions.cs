namespace InferBench.Runner.Options;

/// <summary>The model that kernels are to be held against.</summary>
public sealed record ForModelOptions
{
    /// <summary>A folder, an .onnx file or <c>synth:PRESET[:PRECISION]</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Graph file inside the folder; null leaves the choice to its layout.</summary>
    public string? File { get; init; }

    /// <summary>Precision that chooses the graph file.</summary>
    public string? Precision { get; init; }

    /// <summary>Results file with a profile of the model; null without one.</summary>
    public string? Profile { get; init; }

    /// <summary>Tokens of the prompt; null for those of the profile, or <see cref="DefaultPrompt"/>.</summary>
    public int? Prompt { get; init; }

    /// <summary>Tokens in the cache before it; null for those of the profile, or none.</summary>
    public int? Depth { get; init; }

    /// <summary>Folder of models made on the spot; null is the user's cache folder.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>Tokens of the prompt where nothing tells.</summary>
    public const int DefaultPrompt = 128;
}
