namespace InferBench.Runner.Store;

/// <summary>A record was measured and could not be written. It travels in the exception so that it is not lost.</summary>
public sealed class ResultNotWrittenException(string message, string line, Exception inner) : Exception(message, inner)
{
    /// <summary>The record as one line of JSON.</summary>
    public string Line { get; } = line;
}
