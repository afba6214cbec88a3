namespace InferBench.Runner.Devices;

/// <summary>Limits of the control group this process runs in; null where there is none.</summary>
internal sealed record CgroupLimits(long? MemoryBytes, double? CpuCores);

/// <summary>Reads the tightest limits among the process's control group and its ancestors, in versions 1 and 2.</summary>
internal static class CgroupProbe
{
    // Version 1 writes "unlimited" as the largest long rounded down to a page, which is at most 64 KiB.
    private const long NoMemoryLimit = long.MaxValue & ~0xFFFFL;

    public static CgroupLimits Read(HostTree tree) => new(
        CgroupFolders.For(tree, "memory").Select(folder => MemoryLimit(tree, folder)).Min(),
        CgroupFolders.For(tree, "cpu").Select(folder => CpuLimit(tree, folder)).Min());

    public static long? MemoryLimit(HostTree tree, string folder)
    {
        var limit = Digits.Parse(tree.Read($"{folder}/memory.max") ?? tree.Read($"{folder}/memory.limit_in_bytes"));
        return limit < NoMemoryLimit ? limit : null;
    }

    // cpu.max holds "quota period", with "max" for no quota; version 1 has a file for each and -1 for no quota.
    private static double? CpuLimit(HostTree tree, string folder)
    {
        var version2 = tree.Read($"{folder}/cpu.max")?.Split(' ');
        var quota = Digits.Parse(version2 is null ? tree.Read($"{folder}/cpu.cfs_quota_us") : version2[0]);
        var period = Digits.Parse(version2 is null ? tree.Read($"{folder}/cpu.cfs_period_us") : version2[^1]);
        return period > 0 ? (double?)quota / period : null;
    }
}
