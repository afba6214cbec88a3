using System.Text.Json.Serialization;

namespace InferBench.Runner.Models;

/// <summary>Positions for which a graph computes logits.</summary>
public enum LogitsScope
{
    /// <summary>The last one: logits [batch, 1, vocabulary].</summary>
    Last,

    /// <summary>Every one: logits [batch, sequence, vocabulary].</summary>
    All,
}

/// <summary>Everything that decides the bytes of a synthetic model.</summary>
public sealed record ModelRecipe
{
    /// <summary>Weights that share a scale unless asked otherwise.</summary>
    public const int DefaultBlockSize = 32;

    /// <summary>Shape and constants.</summary>
    public required Preset Preset { get; init; }

    /// <summary>How weights are stored.</summary>
    [JsonRequired]
    public Precision Precision { get; init; } = Precision.Fp32;

    /// <summary>Weights that share a scale; without effect on fp32 and fp16.</summary>
    [JsonRequired]
    public int BlockSize { get; init; } = DefaultBlockSize;

    /// <summary>Seed of the weights. All precisions of one preset and seed are the same numbers, rounded.</summary>
    [JsonRequired]
    public long Seed { get; init; }

    /// <summary>Positions with logits.</summary>
    [JsonRequired]
    public LogitsScope Logits { get; init; }

    /// <summary>The recipe without what has no effect: equal for any two that make the same model.</summary>
    internal ModelRecipe Canonical() => Precision.Quantized ? this : this with { BlockSize = DefaultBlockSize };

    /// <summary>What running the model costs.</summary>
    [JsonIgnore]
    public ModelCost Cost => new(Preset.Geometry, Precision, BlockSize);
}
