using InferBench.Kernels.Cuda;
using InferBench.Kernels.Cuda.Driver;
using InferBench.Runner.Inference.GenAi;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Options;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Worker;
using CudaDriver = InferBench.Kernels.Cuda.Driver.CudaDriver;

namespace InferBench.Runner.Commands;

/// <summary>
/// Which engines and devices of a run are not here, as far as that shows without opening a model: that what is here works, too, is
/// proved by the session that is made on it.
/// </summary>
internal static class AbsentTargets
{
    /// <param name="options">The engines and devices.</param>
    /// <param name="runtime">ONNX Runtime, which all engines run on.</param>
    /// <param name="driver">NVIDIA's driver; null for this machine's.</param>
    public static IReadOnlyList<AbsentTarget> Of(RunOptions options, OrtLibrary runtime, Func<CudaDriver>? driver = null)
    {
        var engines = options.Engines.ToDictionary(engine => engine, Engine);
        var devices = options.Devices.ToDictionary(device => device, device => Device(device, runtime, driver ?? (static () => CudaDriver.Default)));
        return
        [
            .. from engine in options.Engines
               from device in options.Devices
               let reason = engines[engine] ?? devices[device]
               where reason is not null
               select new AbsentTarget(engine, device, engines[engine] is null ? device : engine, reason),
        ];
    }

    /// <summary>What was requested, with rows that say what is not here, and without the models that run nowhere else.</summary>
    /// <exception cref="BadInputException">Nothing is left that can run: a line for each device or engine that is not here.</exception>
    public static RequestedPlan Skip(RequestedPlan requested, IReadOnlyList<AbsentTarget> absent, RunOptions options)
    {
        if (absent.Count == 0)
            return requested;
        var plan = AbsentTarget.Skip(requested.Plan, absent);
        if (plan.Cases.All(c => c.SkipReason is not null))
        {
            throw new BadInputException(
            [
                .. absent.DistinctBy(a => a.Absent).Select(a =>
                    $"{options.Name(a.Absent == a.Engine ? "--engine" : "--device")}: found '{a.Absent}', but {a.Reason}, or give {(a.Absent == a.Engine ? "--engine ort" : "--device cpu")}"),
            ]);
        }

        HashSet<RunModel> used = [.. plan.Groups.Where(g => !g.IsAbsent).Select(g => requested.ByName[g.Shared.Model])];
        return requested with { Plan = plan, Models = [.. requested.Models.Where(used.Contains)] };
    }

    private static string? Engine(string engine) => engine == EngineName.GenAi ? OgaLibrary.Absence() : null;

    private static string? Device(string device, OrtLibrary runtime, Func<CudaDriver> driver) => device == "cpu" ? null
        : (CudaDeviceName.Is(device) ? Cuda(CudaDeviceName.Ordinal(device), driver) : null) ?? runtime.WhyNot(device);

    private static string? Cuda(int ordinal, Func<CudaDriver> driver)
    {
        try
        {
            driver().Device(ordinal);
            return null;
        }
        catch (Exception e) when (e is CudaUnavailableException or CudaException)
        {
            // Folders that the user names are the user's own and no part of a record.
            return Folders().Aggregate(e.Message, (message, folder) => Reason.Of(message, Path.Combine(folder, NativeLibraries.Driver.File)));
        }
    }

    private static string[] Folders() => Environment.GetEnvironmentVariable(NativeLibraries.Override)?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [];
}
