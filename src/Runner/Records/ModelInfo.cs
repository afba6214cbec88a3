namespace InferBench.Runner.Records;

/// <summary>What a model is, read from its folder: enough to tell two models apart and to explain a speed.</summary>
public sealed record ModelInfo
{
    /// <summary>Short name: the preset of a synthetic model, else the folder's name.</summary>
    public required string Name { get; init; }

    /// <summary>Shape of the model.</summary>
    public required ModelGeometry Geometry { get; init; }

    /// <summary>Weights, each counted once (a tied embedding is one matrix; quantisation scales are not parameters).</summary>
    public required long Parameters { get; init; }

    /// <summary>Bytes of the graph and its weights on disk.</summary>
    public required long Bytes { get; init; }

    /// <summary>SHA-256 over the graph and its weight files; null when it was not computed.</summary>
    public string? Hash { get; init; }

    /// <summary>Weights and, where not float32, activations: fp32, int4, ...; null when it could not be told.</summary>
    public string? Precision { get; init; }

    /// <summary>Weights that share one scale; null when nothing is quantised in blocks.</summary>
    public int? BlockSize { get; init; }

    /// <summary>Positions for which the graph computes logits: <c>last</c> or <c>all</c>.</summary>
    public required string Logits { get; init; }

    /// <summary>
    /// Who laid it out: <c>genai</c>, <c>optimum</c>, <c>onnx-community</c>, or <c>onnx</c> for a graph without a config; absent
    /// from the first records of schema 1.
    /// </summary>
    public string? Layout { get; init; }

    /// <summary><c>grouped-query</c> where one operator does it, <c>plain</c> where it is made of standard ONNX ones; absent as above.</summary>
    public string? Attention { get; init; }

    /// <summary>Seed of synthetic weights; null for a model with real ones.</summary>
    public long? WeightSeed { get; init; }
}
