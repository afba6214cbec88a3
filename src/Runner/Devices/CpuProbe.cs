using System.Runtime.InteropServices;
using InferBench.Runner.Records;

namespace InferBench.Runner.Devices;

/// <summary>The processor, as far as this process may use it.</summary>
internal static class CpuProbe
{
    private const string CpuFolder = "sys/devices/system/cpu";

    public static CpuInfo Read(HostTree tree)
    {
        var file = CpuInfoFile.Read(tree);
        var usable = UsableCpus(tree, file.Processors);
        var live = tree.IsThisMachine;
        return new CpuInfo
        {
            Model = file.Model ?? (live ? CpuBrand.Read() : null) ?? EnvironmentProbe.NotObserved,
            Architecture = file.Architecture
                ?? (live ? RuntimeInformation.ProcessArchitecture.ToString() : EnvironmentProbe.NotObserved),
            Flags = file.Flags,
            LogicalCores = usable?.Count ?? (live ? Environment.ProcessorCount : 0),
            PhysicalCores = PhysicalCores(tree, usable ?? []),
            Caches = CacheProbe.Read(tree, usable ?? []),
            Governor = Governor(tree, usable ?? []),
        };
    }

    // The allowed list may name processors that could be plugged in but are not there.
    private static IReadOnlyList<int>? UsableCpus(HostTree tree, IReadOnlyList<int>? listed)
    {
        var allowed = CpuList.Parse(tree.ReadField("proc/self/status", "Cpus_allowed_list"));
        var present = CpuList.Parse(tree.Read($"{CpuFolder}/online")) ?? listed;
        if (allowed is null || present is null)
            return allowed;

        var usable = allowed.Intersect(present).ToList();
        // A container that renumbers its processors shows two lists that have nothing in common.
        return usable.Count > 0 ? usable : allowed;
    }

    private static int? PhysicalCores(HostTree tree, IReadOnlyList<int> usable)
    {
        var cores = usable.Select(cpu => tree.Read($"{CpuFolder}/cpu{cpu}/topology/thread_siblings_list")).ToList();
        return cores.Count == 0 || cores.Contains(null) ? null : cores.Distinct().Count();
    }

    private static string? Governor(HostTree tree, IReadOnlyList<int> usable)
    {
        var governors = usable.Select(cpu => tree.Read($"{CpuFolder}/cpu{cpu}/cpufreq/scaling_governor"))
            .OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
        return governors.Count == 0 ? null : string.Join(", ", governors);
    }
}
