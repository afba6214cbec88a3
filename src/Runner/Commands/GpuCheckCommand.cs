using InferBench.Kernels.Cuda;
using InferBench.Runner.Options;
using InferBench.Runner.Records;
using InferBench.Runner.Sinks;
using InferBench.Runner.Store;
using Spectre.Console;

namespace InferBench.Runner.Commands;

/// <summary>Tries everything on a GPU once: what is there, every kernel's results and speed, then models.</summary>
public static class GpuCheckCommand
{
    private const string Plan = "gpu-baseline.json";

    // Limits of arithmetic and reading are measured in any case, before the kernels that are held against them.
    private static readonly string[] MoreCeilings = ["ceiling.copy", "ceiling.tensor", "ceiling.host_to_device", "ceiling.device_to_host"];

    /// <returns>0; 1 where something failed, 3 where all went well and models could not be tried.</returns>
    /// <exception cref="BadInputException">There is no GPU: one line, and nothing was written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what complete cases say is said, and they are in the results file.</exception>
    public static int Run(GpuCheckOptions options, CancellationToken cancellation) => Run(options, Kernels(options), Terminal.Output(), cancellation);

    /// <summary>The same of any kernels.</summary>
    /// <param name="words">Where the summary goes.</param>
    internal static int Run(GpuCheckOptions options, KernelsOptions kernels, IAnsiConsole words, CancellationToken cancellation)
    {
        if (CudaDevices.Read().Problem is { } problem)
            throw new BadInputException($"gpu-check: found no GPU to check: {problem}");
        KernelGpus.Of(kernels);
        var began = DateTimeOffset.UtcNow;
        string file = options.Output.Out ?? ResultsFile.NewPath(began, "gpu-check");
        var output = options.Output with { Out = file };

        DoctorCommand.Run(new() { CacheDirectory = options.CacheDirectory });
        DevicesCommand.Run(new());
        string? noModels = "cancelled before all kernels were through";
        try
        {
            int code = KernelsCommand.Run(kernels with { Output = output }, cancellation);
            noModels = null;
            (code, noModels) = TryModels(options, output, code, cancellation);
            return code == ExitCode.Ok && noModels is not null ? ExitCode.NotTried : code;
        }
        finally
        {
            if (File.Exists(file))
                GpuCheckText.Write(words, [.. ResultsReader.Records(file, static _ => { }).Where(r => r.Started >= began)], noModels, file);
        }
    }

    private static (int Code, string? Why) TryModels(GpuCheckOptions options, OutputOptions output, int code, CancellationToken cancellation)
    {
        try
        {
            return (Math.Max(code, RunCommand.Run(Models(options, output), cancellation)), null);
        }
        catch (BadInputException e)
        {
            return (code, e.Problems[0]);
        }
    }

    /// <summary>Every CUDA kernel on the device.</summary>
    internal static KernelsOptions Kernels(GpuCheckOptions options) => new()
    {
        Devices = [GpuCheckOptions.Device],
        Kernels = [.. CudaCatalog.All.Select(k => k.Ladder).Distinct().Where(ladder => !KernelLadder.IsCeiling(ladder)), .. MoreCeilings],
        Verbose = options.Verbose,
    };

    // The plan lies beside the executable.
    internal static RunOptions Models(GpuCheckOptions options, OutputOptions output)
    {
        var given = new Dictionary<string, string> { ["--plan"] = Path.Combine(AppContext.BaseDirectory, "plans", Plan) };
        if (options.CacheDirectory is { } cache)
            given.Add("--cache-dir", cache);
        return new RunArguments(given).Validate(output, options.Verbose);
    }
}
