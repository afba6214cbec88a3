using InferBench.Kernels.Cuda;
using InferBench.Kernels.Cuda.Driver;
using InferBench.Runner.Devices;
using InferBench.Runner.Sinks;
using CudaDriver = InferBench.Kernels.Cuda.Driver.CudaDriver;

namespace InferBench.Runner.Commands;

/// <summary>What <c>kernels --device cuda:N</c> has to work with, and where its libraries were looked for.</summary>
internal static class CudaKernelFindings
{
    private const string Topic = "cuda kernels";

    /// <summary>All findings. Loads the libraries, makes no context, throws nothing.</summary>
    public static IEnumerable<Finding> Read()
    {
        List<TriedLibrary> tried = [];
        CudaDriver driver;
        try
        {
            driver = CudaDriver.Load(tried);
        }
        catch (CudaUnavailableException e)
        {
            // What is wrong with the driver, if anything, is a finding of its own.
            return [new(Topic, FindingState.Ok, $"none can run here: {e.Message}"), .. tried.Select(Tried)];
        }

        return Of(driver, tried);
    }

    internal static IEnumerable<Finding> Of(CudaDriver driver, List<TriedLibrary> tried) =>
    [
        new(Topic, FindingState.Ok, $"driver: {driver.Path}, CUDA {driver.VersionText}"),
        Optional("NVML", "clocks, watts and temperatures are not observed", () => Looked(tried, own => NvmlLibrary.Load(own).Path)),
        .. driver.Devices.Select(device => device.Architecture).Distinct().Select(architecture => Code(driver, architecture, tried)),
        Optional("cuBLAS", "products have no such library to be held against", () => Looked(tried, own => CublasLibrary.Find(driver, own).Path)),
        Optional("cuBLASLt", "products have no such library to be held against", () => Looked(tried, own => CublasLtLibrary.Find(driver, own).Path)),
        .. tried.Select(Tried),
    ];

    // Without a compiler everything runs all the same, from what is shipped.
    private static Finding Code(CudaDriver driver, GpuArchitecture architecture, List<TriedLibrary> tried)
    {
        try
        {
            var compiler = Looked(tried, own => Nvrtc.Find(architecture, driver.Version, own));
            return new(Topic, FindingState.Ok, $"code for sm_{architecture}: NVRTC {compiler.Version}, {compiler.Path}");
        }
        catch (CudaUnavailableException e)
        {
            return CudaPtx.Best(architecture) is { } shipped
                ? new(Topic, FindingState.Ok, $"code for sm_{architecture}: shipped PTX for {shipped.Virtual} ({e.Message})")
                : new(Topic, FindingState.Missing, $"no code for sm_{architecture}: no PTX is shipped for it ({e.Message})", Mend.Advice("install NVRTC of a CUDA release that knows this GPU"));
        }
    }

    private static Finding Optional(string title, string without, Func<string> find)
    {
        try
        {
            return new(Topic, FindingState.Ok, $"{title}: {find()}");
        }
        catch (Exception e) when (e is CudaUnavailableException or CudaException)
        {
            return new(Topic, FindingState.Missing, $"without {title} {without}", Mend.Advice(e.Message));
        }
    }

    // A library that is missing tells its own places, not those of the others.
    private static T Looked<T>(List<TriedLibrary> tried, Func<List<TriedLibrary>, T> find)
    {
        List<TriedLibrary> own = [];
        try
        {
            return find(own);
        }
        finally
        {
            tried.AddRange(own);
        }
    }

    private static Finding Tried(TriedLibrary place) =>
        new(Topic, FindingState.Ok, Printable.Of($"looked in {place.Place} for {place.Path}: {place.Problem ?? "loaded"}"));
}
