using InferBench.Runner.Records;
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

        var (text, code) = error switch
        {
            OperationCanceledException => ("cancelled; what was complete is kept", ExitCode.Cancelled),
            BadInputException or ResultNotWrittenException => (error.Message, ExitCode.BadInput),
            _ => ($"unexpected {error.GetType().Name}: {error.Message}; --verbose shows where", ExitCode.SomeFailed),
        };
        foreach (string problem in text.Split('\n'))
            Console.Error.WriteLine("inferbench: " + problem);
        if (verbose)
            Console.Error.WriteLine(error);
        return code;
    }
}
