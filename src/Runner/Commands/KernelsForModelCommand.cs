using System.Text.Json;
using InferBench.Kernels;
using InferBench.Kernels.Cuda;
using InferBench.Runner.Options;
using InferBench.Runner.Profile.ForModel;
using InferBench.Runner.Records;
using InferBench.Runner.Sinks;
using CudaDriver = InferBench.Kernels.Cuda.Driver.CudaDriver;

namespace InferBench.Runner.Commands;

/// <summary>Measures our kernels at the sizes of a model, and says what each is of its time and what the whole would gain at its speed.</summary>
internal static class KernelsForModelCommand
{
    /// <exception cref="BadInputException">The model or its profile cannot be used, or nothing can be measured; nothing was.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; complete cases are shown and in the results file.</exception>
    public static int Run(KernelsOptions options, CancellationToken cancellation)
    {
        var model = KernelModel.Open(options.ForModel!, options.Output.Quiet, cancellation);
        options = model.Shaped(options);
        var records = new List<RunRecord>();
        int code = KernelsCommand.Measure(options, records.Add, _ => KernelsForModelTable.Write(Terminal.Output(), Report()), cancellation);
        if (options.Output.Json)
            Console.Out.WriteLine(JsonSerializer.Serialize(Report(), ReportJson.Indented.KernelsForModelReport));
        return code;

        KernelsForModelReport Report() => KernelShares.Of(model.Name, model.Phases, Known(options), records);
    }

    /// <summary>Every kernel there is, with the reason why it was not run where it was not.</summary>
    internal static IReadOnlyList<KnownKernel> Known(KernelsOptions options, Func<CudaDriver>? open = null)
    {
        string noGpu = options.Devices.Any(CudaDeviceName.Is) ? NotChosen : NoGpu(open ?? (static () => CudaDriver.Default));
        return
        [
            .. KernelCatalog.All.Select(k => new KnownKernel(k.Name, k.Ladder, options.Devices.Contains("cpu") ? NotChosen : "--device does not name cpu")),
            .. CudaCatalog.All.Select(k => new KnownKernel(k.Name, k.Ladder, noGpu)),
        ];
    }

    private const string NotChosen = "not chosen: --kernel and --step leave it out";

    private static string NoGpu(Func<CudaDriver> open)
    {
        try
        {
            open();
            return "--device names no GPU: cuda:0 does";
        }
        catch (Exception e) when (e is CudaUnavailableException or Kernels.Cuda.Driver.CudaException)
        {
            return "no GPU here: " + OneLine.Of(e.Message, 200);
        }
    }
}
