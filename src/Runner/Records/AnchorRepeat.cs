namespace InferBench.Runner.Records;

/// <summary>One of the measurements of a run's anchor: a case that is measured again and again, to tell whether the machine stays the same.</summary>
/// <param name="Number">Which one it is, from 1.</param>
/// <param name="Place">Order index of the case that comes after it; one more than the last case's where none does.</param>
public sealed record AnchorRepeat(int Number, int Place);
