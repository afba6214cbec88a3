using InferBench.Runner.Records;

namespace InferBench.Runner.Devices;

/// <summary>
/// What on this machine lets cases run, keeps them from running or disturbs them. Quick: files are looked for rather
/// than libraries loaded, but for NVIDIA's driver library, which is asked for its devices and makes no context.
/// </summary>
public sealed class HostFindings
{
    private readonly HostTree tree;
    private readonly EnvironmentInfo environment;

    /// <param name="root">As for <see cref="EnvironmentProbe"/>; a library is loaded for the system's own only.</param>
    public HostFindings(string root = "/")
    {
        tree = new HostTree(root);
        environment = new EnvironmentProbe(root).Read();
    }

    /// <summary>All findings, in the order in which they are to be shown. Throws nothing.</summary>
    /// <param name="cacheFolder">Folder that will hold models; it need not exist yet.</param>
    public IReadOnlyList<Finding> Read(string cacheFolder)
    {
        var live = tree.IsThisMachine;
        var driver = live ? CudaDriver.Load(CudaDriver.LibraryName) : null;
        var libraryPath = live ? Environment.GetEnvironmentVariable("LD_LIBRARY_PATH") : null;
        return [.. OfHost(driver, libraryPath), DiskFindings.Read(cacheFolder)];
    }

    internal IEnumerable<Finding> OfHost(CudaDriver? driver, string? libraryPath)
    {
        var distribution = new LinuxDistribution(tree);
        var gpus = new GpuFindings(tree, distribution, driver);
        var search = new LibrarySearch(tree, libraryPath);
        return
        [
            .. gpus.Read(),
            .. CudaLibraryFindings.Read(search, distribution, gpus.NeedsCudaLibraries, driver?.Version),
            VulkanFindings.Read(search, distribution, gpus.AnyGpu, gpus.AnyGpuOfMesa),
            .. CpuFindings.Read(tree, environment),
            MemoryFindings.Read(tree, environment.MemoryLimitBytes),
        ];
    }
}
