namespace InferBench.Runner.Tests;

/// <summary>
/// Tests that count a thread's allocated bytes run while no other does: a collection that another test causes takes the
/// rest of the thread's allocation buffer away, and .NET counts that rest as allocated.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
