using System.Globalization;
using InferBench.Kernels.Cuda;
using InferBench.Kernels.Cuda.Driver;
using InferBench.Runner.Options;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Workloads.References;
using CudaDriver = InferBench.Kernels.Cuda.Driver.CudaDriver;

namespace InferBench.Runner.Commands;

/// <summary>The CUDA devices that options of <c>kernels</c> name.</summary>
internal static class KernelGpus
{
    /// <summary>The devices, each with the libraries that were looked for. Makes no context on them.</summary>
    /// <param name="options">The options.</param>
    /// <param name="open">Null for this machine's driver.</param>
    /// <exception cref="BadInputException">There is no driver, no such device, or no code for it: one line.</exception>
    public static IReadOnlyList<PlannedGpu> Of(KernelsOptions options, Func<CudaDriver>? open = null)
    {
        string[] ids = [.. options.Devices.Where(CudaDeviceName.Is)];
        if (ids.Length == 0)
            return [];
        try
        {
            var driver = (open ?? (static () => CudaDriver.Default))();
            return [.. ids.Select(id => Planned(options, id, driver.Device(CudaDeviceName.Ordinal(id))))];
        }
        catch (Exception e) when (e is CudaUnavailableException or CudaException)
        {
            throw new BadInputException($"--device: found '{string.Join(',', ids)}': {e.Message}", e);
        }
    }

    private static PlannedGpu Planned(KernelsOptions options, string id, CudaDevice device)
    {
        RequireCode(id, device);
        return new(id, device.Architecture, device.Info().L2CacheBytes, options.References
            ? [.. CudaReferences.All.Select(r => new PlannedReference(r.Name, r.Ladder, r.Absent(device.Driver), static _ => null))]
            : []);
    }

    // What is shipped is of one CUDA release, and older drivers do not take it.
    private static void RequireCode(string id, CudaDevice device)
    {
        bool takesShipped = CudaPtx.Best(device.Architecture) is not null && device.Driver.Version >= CudaPtx.CudaVersion;
        try
        {
            if (!takesShipped)
                Nvrtc.Find(device.Architecture, device.Driver.Version);
        }
        catch (CudaUnavailableException e)
        {
            int shipped = CudaPtx.CudaVersion;
            throw new CudaUnavailableException(string.Create(
                CultureInfo.InvariantCulture,
                $"{id} is sm_{device.Architecture} with a driver of CUDA {device.Driver.VersionText}, and the kernels' PTX is for sm_{CudaTargets.Shipped[0]} or later and of CUDA {shipped / 1000}.{shipped % 1000 / 10}: update NVIDIA's driver, or {e.Message}"));
        }
    }
}
