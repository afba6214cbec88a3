using InferBench.Runner.Records;
using InferBench.Runner.Sinks;
using InferBench.Runner.Store;

namespace InferBench.Runner.Commands;

/// <summary>How a command that could not go on says why.</summary>
public static class ErrorReport
{
    /// <summary>Writes one line per problem to standard error, and the stack when asked for.</summary>
    /// <returns>The exit code.</returns>
    public static int Write(Exception error, bool verbose)
    {
        // What was measured outlives a full disk: the record goes where the user still sees it.
        if (error is ResultNotWrittenException { Line: var line })
            Console.Out.WriteLine(line);

        var (problems, code) = error switch
        {
            OperationCanceledException => (["cancelled"], ExitCode.Cancelled),
            BadInputException bad => (bad.Problems, ExitCode.BadInput),
            ResultNotWrittenException => ([error.Message], ExitCode.BadInput),
            _ => ((IReadOnlyList<string>)[$"unexpected {error.GetType().Name}: {error.Message}; --verbose shows where"], ExitCode.SomeFailed),
        };
        foreach (string problem in problems)
            Console.Error.WriteLine("inferbench: " + Printable.Of(problem));
        if (verbose)
            Console.Error.WriteLine(error);
        return code;
    }
}
