using InferBench.Runner.Records;
using InferBench.Runner.Worker;

namespace InferBench.Runner.Commands;

/// <summary>The process that runs one group for <see cref="RunCommand"/>: a command for InferBench itself, in no help text.</summary>
public static class WorkerCommand
{
    /// <summary>Its name on the command line.</summary>
    public const string Name = "worker";

    /// <exception cref="BadInputException">Started by hand: there is no order on standard input.</exception>
    public static int Run()
    {
        if (!Console.IsInputRedirected)
            throw new BadInputException("worker: found a terminal as standard input; this command is for inferbench itself, use 'inferbench run'");
        OwnProcess.DependOnParent();
        using var news = OwnProcess.TakeOutput();
        GroupServer.Serve(Console.OpenStandardInput(), news, TimeProvider.System);
        return ExitCode.Ok;
    }
}
