namespace InferBench.Runner.Workloads;

/// <summary>
/// The engine refuses a case's batch or depth, though it runs the same model for one sequence from an empty cache, or a GPU has not
/// the memory that a kernel's operands need. The message is the reason, on one line.
/// </summary>
public sealed class CaseRefusedException(string message, Exception inner) : Exception(message, inner);
