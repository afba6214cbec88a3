namespace InferBench.Runner.Records;

/// <summary>What our kernels would do for a model: which part of its time is of what they compute, and what the whole would gain at their speed.</summary>
public sealed record KernelsForModelReport
{
    /// <summary>Raised when a field changes meaning.</summary>
    public const int CurrentSchema = 1;

    /// <summary><see cref="CurrentSchema"/>.</summary>
    public required int Schema { get; init; }

    /// <summary>The model, as cases name it.</summary>
    public required string Model { get; init; }

    /// <summary>Of its weights and, where not float32, activations; null where it could not be told.</summary>
    public string? Precision { get; init; }

    /// <summary>Prefill and decode.</summary>
    public required IReadOnlyList<ModelPhaseShares> Phases { get; init; }
}

/// <summary>What a share is of.</summary>
public enum ShareBasis
{
    /// <summary>Of the time of the step, by a profile.</summary>
    Time,

    /// <summary>Of the operations of products and attention, by formula.</summary>
    Flops,

    /// <summary>Of the bytes of weights and of keys and values, by formula.</summary>
    Bytes,
}

/// <summary>One phase of the model.</summary>
public sealed record ModelPhaseShares
{
    /// <summary><see cref="ProfilePhase.Prefill"/> or <see cref="ProfilePhase.Decode"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Sequences side by side.</summary>
    public required int Batch { get; init; }

    /// <summary>New tokens of each sequence.</summary>
    public required int Tokens { get; init; }

    /// <summary>Tokens of each sequence in the cache before.</summary>
    public required int Past { get; init; }

    /// <summary>What shares are of.</summary>
    public required ShareBasis Basis { get; init; }

    /// <summary>The device that was profiled; null without a profile.</summary>
    public string? Device { get; init; }

    /// <summary>The profiled step, ns; null without a profile.</summary>
    public double? StepNs { get; init; }

    /// <summary>Every kernel, the one with the largest share first.</summary>
    public required IReadOnlyList<KernelShare> Kernels { get; init; }
}

/// <summary>One kernel, as it ran, and one phase of a model.</summary>
public sealed record KernelShare
{
    /// <summary>Its name.</summary>
    public required string Kernel { get; init; }

    /// <summary>Where it ran; null where it did not.</summary>
    public string? Device { get; init; }

    /// <summary>On how many threads.</summary>
    public int? Threads { get; init; }

    /// <summary>With which instruction set.</summary>
    public string? Isa { get; init; }

    /// <summary>Launches of a step by shape, such as <c>2048x768</c>; empty where the phase has no use of it.</summary>
    public required IReadOnlyDictionary<string, double> Launches { get; init; }

    /// <summary>What the model's operators that compute the same take of the phase, from 0 to 1; null where it is not known.</summary>
    public double? Share { get; init; }

    /// <summary>The time of those operators in a step, ns; null without a profile of the same device.</summary>
    public double? OperatorNs { get; init; }

    /// <summary>The time of all launches of a step, ns; null where not all shapes have one.</summary>
    public double? KernelNs { get; init; }

    /// <summary>How many times as fast as the operators the kernel is.</summary>
    public double? SpeedUp { get; init; }

    /// <summary>How many times as fast the whole step would be at the kernel's speed (Amdahl, 1967).</summary>
    public double? Whole { get; init; }

    /// <summary>The same for a kernel that takes no time; null where nothing else is left, and without a profile.</summary>
    public double? AtMost { get; init; }

    /// <summary>Why a figure is missing; null where none is.</summary>
    public string? NotMeasured { get; init; }
}
