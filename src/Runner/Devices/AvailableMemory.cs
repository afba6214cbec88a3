namespace InferBench.Runner.Devices;

/// <summary>Memory that this process can still take before it is killed for it, or others are pushed out to disk.</summary>
internal static class AvailableMemory
{
    /// <summary>The least of what the machine and each control group has left, in bytes; null where nothing tells.</summary>
    public static long? Read(HostTree tree)
    {
        var left = CgroupFolders.For(tree, "memory").Select(folder => Left(tree, folder)).Append(MemoryFile.Bytes(tree, "MemAvailable")).Min();
        return left ?? (tree.IsThisMachine && !OperatingSystem.IsLinux() ? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes : null);
    }

    // A group's usage holds the files it read, which the kernel drops before it kills.
    private static long? Left(HostTree tree, string folder)
    {
        if (CgroupProbe.MemoryLimit(tree, folder) is not { } limit
            || Digits.Parse(tree.Read($"{folder}/memory.current") ?? tree.Read($"{folder}/memory.usage_in_bytes")) is not { } used)
            return null;
        var version1 = tree.Exists($"{folder}/memory.limit_in_bytes") ? "total_" : "";
        var files = Cached("inactive_file") + Cached("active_file");
        return Math.Max(limit - used + Math.Min(files, used), 0);

        long Cached(string field) => Digits.Parse(tree.ReadField($"{folder}/memory.stat", version1 + field, ' ')) ?? 0;
    }
}
