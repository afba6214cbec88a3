namespace InferBench.Runner.Records;

/// <summary>What every preset is and costs, by formula and without making any.</summary>
public sealed record PresetList
{
    /// <summary>Raised when a field changes meaning.</summary>
    public const int CurrentSchema = 1;

    /// <summary><see cref="CurrentSchema"/>.</summary>
    public required int Schema { get; init; }

    /// <summary>The presets, smallest first.</summary>
    public required IReadOnlyList<PresetFigures> Presets { get; init; }
}

/// <summary>One preset.</summary>
public sealed record PresetFigures
{
    /// <summary>Name in <c>synth:NAME</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Where its numbers were published.</summary>
    public required string Source { get; init; }

    /// <summary>Shape.</summary>
    public required ModelGeometry Geometry { get; init; }

    /// <summary>Weights, a tied embedding counted once.</summary>
    public required long Parameters { get; init; }

    /// <summary>2 x matrix weights, the output projection left out.</summary>
    public required long FlopsPerPrefillToken { get; init; }

    /// <summary>Floating-point operations of the output projection for one position.</summary>
    public required long FlopsPerLogits { get; init; }

    /// <summary>Figures of each precision, the most precise first.</summary>
    public required IReadOnlyList<PrecisionFigures> Precisions { get; init; }
}

/// <summary>A preset in one precision, quantised in blocks of the default size.</summary>
public sealed record PrecisionFigures
{
    /// <summary>Name of the precision.</summary>
    public required string Precision { get; init; }

    /// <summary>Bytes of weights with their scales.</summary>
    public required long WeightBytes { get; init; }

    /// <summary>Bytes of keys and values of one token.</summary>
    public required long KvBytesPerToken { get; init; }

    /// <summary>Bytes a decode step with an empty cache must move.</summary>
    public required long DecodeBytes { get; init; }
}
