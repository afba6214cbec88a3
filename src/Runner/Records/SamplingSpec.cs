namespace InferBench.Runner.Records;

/// <summary>How a token is drawn from the logits where generation is not greedy.</summary>
public sealed record SamplingSpec
{
    /// <summary>Logits are divided by it; above 0.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Only the k tokens with the largest logits are drawn from; 0 for all.</summary>
    public int TopK { get; init; }

    /// <summary>Of those, only the fewest whose probabilities reach this sum; 1 for all.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Seed of the draws; every trial starts from it.</summary>
    public long Seed { get; init; }
}
