namespace InferBench.Runner.Records;

/// <summary>Token ids of a file: those that it holds, or those of its text.</summary>
/// <param name="Sha256">Of the file's bytes, as <c>sha256sum</c> prints it.</param>
/// <param name="Ids">The ids, two or more.</param>
/// <param name="TextBytes">Bytes of the text that they are of; null where the file holds ids.</param>
public sealed record TokenIds(string Sha256, int[] Ids, int? TextBytes = null);
