namespace InferBench.Runner.Options;

/// <summary>What one command was asked to do, checked and frozen.</summary>
public abstract record CommandOptions
{
    /// <summary>Print the stack trace of an error.</summary>
    public bool Verbose { get; init; }
}
