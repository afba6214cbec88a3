using static System.FormattableString;

namespace InferBench.Runner.Devices;

/// <summary>The Vulkan loader, through which WebGPU reaches a graphics processor on Linux.</summary>
internal static class VulkanFindings
{
    private const string Topic = "vulkan";
    private const string Library = "libvulkan.so.1";

    private static readonly Package Loader = new(
        "the Vulkan loader (package libvulkan1 or vulkan-loader)",
        Apt: "libvulkan1", Dnf: "vulkan-loader", Pacman: "vulkan-icd-loader", Zypper: "libvulkan1");

    private static readonly Package Mesa = new(
        "Mesa's Vulkan driver of the GPU (package mesa-vulkan-drivers)",
        Apt: "mesa-vulkan-drivers", Dnf: "mesa-vulkan-drivers",
        Pacman: "vulkan-radeon vulkan-intel", Zypper: "libvulkan_radeon libvulkan_intel");

    /// <param name="search">Where to look.</param>
    /// <param name="distribution">What the machine runs.</param>
    /// <param name="anyGpu">Whether the machine has a graphics processor.</param>
    /// <param name="anyOfMesa">Whether one of them has its Vulkan driver from Mesa.</param>
    public static Finding Read(LibrarySearch search, LinuxDistribution distribution, bool anyGpu, bool anyOfMesa)
    {
        if (OperatingSystem.IsWindows())
            return new(Topic, FindingState.NotObserved, "looked for on Linux only");

        var drivers = search.Count(".json", "usr/share/vulkan/icd.d", "etc/vulkan/icd.d");
        return (search.InLoaderFolders(Library), anyGpu, drivers) switch
        {
            (null, false, _) => new(Topic, FindingState.Ok, $"no {Library}; not needed without a GPU"),
            (null, true, _) => new(
                Topic, FindingState.Missing, $"{Library} not found: WebGPU cases cannot run here",
                distribution.Install(Loader)),
            (_, true, 0) => new(
                Topic, FindingState.Warning,
                $"{Library} found, but no Vulkan driver is registered: WebGPU cases cannot run here",
                anyOfMesa
                    ? distribution.Install(Mesa)
                    : Mend.Advice("install the Vulkan part of NVIDIA's driver")),
            ({ } folder, _, _) => new(
                Topic, FindingState.Ok, Invariant($"{Library} found in {folder}; Vulkan drivers registered: {drivers}")),
        };
    }
}
