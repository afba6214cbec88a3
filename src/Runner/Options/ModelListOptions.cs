namespace InferBench.Runner.Options;

/// <summary>Asks for the presets.</summary>
public sealed record ModelListOptions : CommandOptions;
