using System.Globalization;

namespace InferBench.Runner.Records;

/// <summary>
/// How a token is drawn from the logits where generation is not greedy: temperature, then top-k, then softmax, then top-p,
/// then a draw by the inverse of the cumulative sum over what is left, most likely first, ties by lowest id.
/// </summary>
public sealed record SamplingSpec
{
    /// <summary>Logits are divided by it; above 0.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Only the k tokens with the largest logits are drawn from; 0 for all.</summary>
    public int TopK { get; init; }

    /// <summary>
    /// Of those, only the fewest of the most likely whose probabilities reach this sum, the one that reaches it included;
    /// 1 for all.
    /// </summary>
    public double TopP { get; init; } = 1;

    /// <summary>Seed of the draws, a stream for each sequence; every trial starts from it.</summary>
    public long Seed { get; init; }

    /// <summary>As it is written on the command line, with every member.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"temperature={Temperature:R},top_k={TopK},top_p={TopP:R},seed={Seed}");
}
