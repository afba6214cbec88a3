namespace InferBench.Runner.Workloads;

/// <summary>
/// The engine is not here, or refuses a case's batch or depth though it runs the same model for one sequence from an empty cache,
/// or would do other work than the case asks for, or a GPU has not the memory that a kernel's operands need. The message is the
/// reason, on one line.
/// </summary>
public sealed class CaseRefusedException(string message, Exception? inner = null) : Exception(message, inner);
