namespace InferBench.Runner.Options;

/// <summary>Asks for the presets.</summary>
public sealed record ModelListOptions : CommandOptions
{
    /// <summary>One JSON object instead of tables.</summary>
    public bool Json { get; init; }
}
