using static System.FormattableString;

namespace InferBench.Runner.Devices;

/// <summary>The Vulkan loader, through which WebGPU reaches a graphics processor on Linux.</summary>
internal static class VulkanFindings
{
    private const string Topic = "vulkan";
    private const string Library = "libvulkan.so.1";

    public static Finding Read(LibrarySearch search, bool anyGpu)
    {
        if (OperatingSystem.IsWindows())
            return new(Topic, FindingState.NotObserved, "looked for on Linux only");

        var drivers = search.Count(".json", "usr/share/vulkan/icd.d", "etc/vulkan/icd.d");
        return (search.InLoaderFolders(Library), anyGpu, drivers) switch
        {
            (null, false, _) => new(Topic, FindingState.Ok, $"no {Library}; not needed without a GPU"),
            (null, true, _) => new(
                Topic, FindingState.Missing, $"{Library} not found: WebGPU cases cannot run here",
                "install the Vulkan loader (package libvulkan1 or vulkan-loader)"),
            (_, true, 0) => new(
                Topic, FindingState.Warning,
                $"{Library} found, but no Vulkan driver is registered: WebGPU cases cannot run here",
                "install the GPU's Vulkan driver (NVIDIA's own, or package mesa-vulkan-drivers for AMD and Intel)"),
            ({ } folder, _, _) => new(
                Topic, FindingState.Ok, Invariant($"{Library} found in {folder}; Vulkan drivers registered: {drivers}")),
        };
    }
}
