namespace InferBench.Runner.Records;

/// <summary>
/// How surprised a model is by given ids. They are fed in windows that follow one another, each from an empty cache and beginning
/// with the id that the one before ended with: every id but the first is predicted once, from those before it in its window.
/// </summary>
public sealed record Perplexity
{
    /// <summary>Why it was not measured; null where it was.</summary>
    public string? NotMeasured { get; init; }

    /// <summary>SHA-256 of the file of the ids, or of the text that a tokenizer made them of.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Ids in it.</summary>
    public required int Ids { get; init; }

    /// <summary>Bytes of the text that they are of; null where the file holds ids.</summary>
    public int? TextBytes { get; init; }

    /// <summary>Predicted ids: all but the first. Null, as what follows, where it was not measured.</summary>
    public int? Tokens { get; init; }

    /// <summary>Windows.</summary>
    public int? Windows { get; init; }

    /// <summary>Ids of a window, but for the last one's, which may be fewer.</summary>
    public int? WindowIds { get; init; }

    /// <summary>Mean of -ln p of the predicted ids, nats.</summary>
    public double? NatsPerToken { get; init; }

    /// <summary>e to the power of <see cref="NatsPerToken"/>.</summary>
    public double? Value { get; init; }

    /// <summary>
    /// -log2 p of the predicted ids together, over the bytes of the text: models whose tokenizers differ can be compared by it. Null
    /// where there is no text.
    /// </summary>
    public double? BitsPerByte { get; init; }

    /// <summary>True where the weights are random: the number is right, and says nothing of any language; null for others.</summary>
    public bool? RandomWeights { get; init; }
}
