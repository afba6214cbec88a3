using static System.FormattableString;

namespace InferBench.Runner.Records;

/// <summary>
/// How far a model's logits are from those of the same weights computed in float32 by another path, on the same forced tokens:
/// the last position of a prompt, then one decode step each. It says whether the work was done right, not how good a precision is.
/// </summary>
public sealed record Correctness
{
    /// <summary>Why it was not checked; null where it was.</summary>
    public string? NotChecked { get; init; }

    /// <summary>What is wrong with the logits by themselves, such as NaN; null where nothing is.</summary>
    public string? Fault { get; init; }

    /// <summary>Positions whose logits were compared.</summary>
    public int Positions { get; init; }

    /// <summary>Tokens of the prompt before them; absent from older records, in which they are 32 or as many as the model has room for.</summary>
    public int? Prompt { get; init; }

    /// <summary>
    /// Tokens of a shorter prompt with which the logits are right, where with <see cref="Prompt"/> they are not: the provider has other
    /// code for longer ones. Null where that was not found.
    /// </summary>
    public int? RightWith { get; init; }

    /// <summary>How the graph computes at its roughest: <c>float32</c>, <c>float16</c> or <c>int8_activations</c>.</summary>
    public string? Arithmetic { get; init; }

    /// <summary>Standard deviation of the reference's logits over the vocabulary, root mean square over positions.</summary>
    public double? Spread { get; init; }

    /// <summary>Root mean square of all differences, as a fraction of <see cref="Spread"/>.</summary>
    public double? RelativeError { get; init; }

    /// <summary>Most that <see cref="RelativeError"/> may be with this arithmetic.</summary>
    public double? RelativeTolerance { get; init; }

    /// <summary>Largest difference of two logits.</summary>
    public double? MaxDifference { get; init; }

    /// <summary>Most that <see cref="MaxDifference"/> may be with this arithmetic.</summary>
    public double? MaxTolerance { get; init; }

    /// <summary>Kullback-Leibler divergence from the reference's distribution, nats, the largest of any position.</summary>
    public double? KlDivergence { get; init; }

    /// <summary>What speaks against the figures of the model; null where nothing does, and where it was not checked.</summary>
    public GradeFinding? Finding() => Fault is not null ? new(GradeReason.OutputMismatch, Fault)
        : RelativeError > RelativeTolerance || MaxDifference > MaxTolerance
            ? new(
                GradeReason.OutputMismatch,
                Invariant($"logits are off by {RelativeError:G2} of their spread (allowed is {RelativeTolerance:G2}) and by {MaxDifference:G2} at most (allowed is {MaxTolerance:G2}) from the same weights in float32{Other}"))
            : null;

    private string Other => RightWith is { } shorter ? Invariant($"; with a prompt of {shorter} tokens in place of {Prompt} they are right, so the provider's code for longer ones is not") : "";

    /// <summary>A grade with what this adds to it; null where there is neither.</summary>
    /// <param name="grade">What is known besides; null where there is no grade.</param>
    public Grade? On(Grade? grade) => Grade.WithCheck(grade, Finding(), NotChecked is null ? null : "outputs");
}
