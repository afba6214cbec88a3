using InferBench.Runner.Options;

namespace InferBench.Runner.Commands;

/// <summary>The first run of a new user, and what to try after it.</summary>
public static class QuickstartCommand
{
    public static int Run(QuickstartOptions options, CancellationToken cancellation)
    {
        int code = RunCommand.Run(options.ToRun(), cancellation);
        if (!options.Output.Json)
            Console.Out.WriteLine(
                $"""

                Next:
                  alias inferbench='{Environment.ProcessPath}'
                  inferbench run --model synth:tinyllama-1.1b:int4 --prompt 128 --gen 32
                  inferbench run --model synth:llama-110m:fp32,synth:llama-110m:int4 --prompt 32,128,512 --threads 1,2
                  inferbench doctor
                """);
        return code;
    }
}
