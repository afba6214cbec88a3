namespace InferBench.Runner.Records;

/// <summary>
/// The user's input cannot be used. The message is one line that names the flag or file, what was found,
/// what is allowed and what to do; the process exits with code 2.
/// </summary>
public sealed class BadInputException : Exception
{
    public BadInputException(string message)
        : base(message) => Problems = [message];

    /// <summary>Several problems found at once.</summary>
    public BadInputException(IReadOnlyList<string> problems)
        : base(string.Join('\n', problems)) => Problems = problems;

    public BadInputException(string message, Exception inner)
        : base(message, inner) => Problems = [message];

    /// <summary>What is wrong, a line each.</summary>
    public IReadOnlyList<string> Problems { get; }
}
