namespace InferBench.Runner.Workloads;

/// <summary>A kernel's results are wrong, so it has no time.</summary>
public sealed class WrongResultException(string message) : Exception(message);
