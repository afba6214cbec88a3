using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>The published shape and constants of a model, without its weights.</summary>
public sealed record Preset
{
    /// <summary>Name in <c>synth:NAME</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Where the numbers were published.</summary>
    public required string Source { get; init; }

    /// <summary>Shape of the model.</summary>
    public required ModelGeometry Geometry { get; init; }

    /// <summary>Positions of the published training, where the preset's rotary table goes further; else null.</summary>
    public int? TrainedPositions { get; init; }

    /// <summary>Base of the rotary angles.</summary>
    public required double RopeTheta { get; init; }

    /// <summary>How the rotary angles are stretched for long contexts; null where they are not.</summary>
    public RopeScaling? RopeScaling { get; init; }

    /// <summary>Added to the mean square inside the norms.</summary>
    public required double NormEpsilon { get; init; }

    /// <summary>Id of the token that starts a sequence.</summary>
    public required int BosToken { get; init; }

    /// <summary>Id of the token that ends a sequence.</summary>
    public required int EosToken { get; init; }
}

/// <summary>
/// The rotary scaling of Llama 3.1: long wavelengths are divided by <paramref name="Factor"/>, short ones are kept,
/// those between are blended.
/// </summary>
/// <param name="Factor">Divisor of the longest wavelengths' frequencies.</param>
/// <param name="LowFrequencyFactor">Wavelengths above original / this are divided.</param>
/// <param name="HighFrequencyFactor">Wavelengths below original / this are kept.</param>
/// <param name="OriginalPositions">Positions before the stretching.</param>
public sealed record RopeScaling(
    double Factor, double LowFrequencyFactor, double HighFrequencyFactor, int OriginalPositions);
