using System.Runtime.InteropServices;
using InferBench.Runner.Records;

namespace InferBench.Runner.Devices;

/// <summary>
/// Reads the machine behind a record. What cannot be read is null or empty, and <see cref="NotObserved"/> or 0 in
/// fields that cannot be null; nothing is guessed.
/// </summary>
public sealed class EnvironmentProbe
{
    /// <summary>Stands in required text fields for what the machine does not tell.</summary>
    public const string NotObserved = "not observed";

    private readonly HostTree tree;

    /// <summary>
    /// With the system's own root, .NET is asked for what no file tells, such as everything on Windows. With another
    /// folder, a recorded tree of some machine, only files below it count; .NET and InferBench stay this process's.
    /// </summary>
    public EnvironmentProbe(string root = "/") => tree = new HostTree(root);

    /// <summary>Takes a few milliseconds, more on machines with hundreds of processors. Throws nothing.</summary>
    public EnvironmentInfo Read()
    {
        var cpu = CpuProbe.Read(tree);
        var limits = CgroupProbe.Read(tree);
        return new EnvironmentInfo
        {
            Os = OperatingSystemName() ?? (tree.IsThisMachine ? RuntimeInformation.OSDescription : NotObserved),
            Kernel = tree.Read("proc/sys/kernel/osrelease"),
            Cpu = cpu,
            MemoryBytes = MemoryFile.Bytes(tree, "MemTotal") ?? DotnetMemory(),
            MemoryLimitBytes = limits.MemoryBytes,
            CpuLimitCores = limits.CpuCores,
            Container = ContainerProbe.Read(tree, cpu.Architecture, cpu.Flags),
            Dotnet = RuntimeInformation.FrameworkDescription,
            Inferbench = BuildInfo.Version,
            BuildConfiguration = BuildInfo.Configuration,
        };
    }

    // os-release(5): the second file stands in for the first; values may be quoted.
    private string? OperatingSystemName() =>
        PrettyName("etc/os-release") ?? PrettyName("usr/lib/os-release");

    private string? PrettyName(string file) =>
        tree.ReadField(file, "PRETTY_NAME", '=')?.Trim('"', '\'') is { Length: > 0 } name ? name : null;

    // On Linux this figure is a control group's limit when there is one, so it cannot stand for physical memory.
    private long? DotnetMemory() =>
        tree.IsThisMachine && !OperatingSystem.IsLinux() ? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes : null;
}
