using System.Runtime.InteropServices;
using InferBench.Runner.Cli;
using InferBench.Runner.Commands;
using InferBench.Runner.Options;

namespace InferBench.Runner;

internal static class Program
{
    private static int Main(string[] args)
    {
        if (args is [WorkerCommand.Name])
            return Reported(args, WorkerCommand.Run);
        using var cancellation = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        return Reported(args, () =>
        {
            var invocation = CommandLine.Parse(args);
            return invocation.Command is null ? invocation.ExitCode : Run(invocation.Command, cancellation.Token);
        });

        // A second signal is left to the system, which ends the process at once.
        void Cancel(PosixSignalContext signal)
        {
            if (cancellation.IsCancellationRequested)
                return;
            signal.Cancel = true;
            Console.Error.WriteLine("inferbench: stopping once what is running is complete; once more to stop at once");
            cancellation.Cancel();
        }
    }

    private static int Reported(string[] args, Func<int> run)
    {
        try
        {
            return run();
        }
        catch (Exception e)
        {
            return ErrorReport.Write(e, verbose: args.Contains("--verbose"));
        }
    }

    private static int Run(CommandOptions command, CancellationToken cancellation) => command switch
    {
        QuickstartOptions options => QuickstartCommand.Run(options, cancellation),
        RunOptions { List: true } options => ListCommand.Run(options),
        RunOptions options => RunCommand.Run(options, cancellation),
        ProfileOptions options => ProfileCommand.Run(options, cancellation),
        KernelsOptions { List: true } options => KernelListCommand.Run(options),
        KernelsOptions options => KernelsCommand.Run(options, cancellation),
        CompareOptions options => CompareCommand.Run(options, cancellation),
        ComparePlansOptions options => ComparePlansCommand.Run(options, cancellation),
        ExportOptions options => ExportCommand.Run(options, cancellation),
        ResultsListOptions options => ResultsCommands.List(options),
        ResultsShowOptions options => ResultsCommands.Show(options),
        ResultsMergeOptions options => ResultsCommands.Merge(options),
        ResultsPruneOptions options => ResultsCommands.Prune(options),
        SynthOptions options => SynthCommand.Run(options, cancellation),
        ModelListOptions options => ModelListCommand.Run(options),
        InspectOptions options => InspectCommand.Run(options, cancellation),
        ExplainOptions options => ExplainCommand.Run(options),
        DoctorOptions options => DoctorCommand.Run(options),
        GpuCheckOptions options => GpuCheckCommand.Run(options, cancellation),
        DevicesOptions options => DevicesCommand.Run(options),
        SelfTestOptions options => SelfTestCommand.Run(options, cancellation),
        _ => throw new InvalidOperationException($"no command for {command.GetType()}"),
    };
}
