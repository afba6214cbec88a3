namespace InferBench.Runner.Records;

/// <summary>What became of a text: its token ids, or why there are none.</summary>
/// <param name="Ids">The ids; null where there are none.</param>
/// <param name="Refused">Why; null where there are ids.</param>
public sealed record TokenizedText(int[]? Ids = null, string? Refused = null);
