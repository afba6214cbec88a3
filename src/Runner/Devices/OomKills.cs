namespace InferBench.Runner.Devices;

/// <summary>How often the kernel has killed a process for want of memory; null where it does not tell.</summary>
/// <param name="InGroup">In this process's control group and those above it, as far as they are visible.</param>
/// <param name="OnMachine">On the whole machine.</param>
public sealed record OomKills(long? InGroup, long? OnMachine)
{
    /// <summary>The counts so far. Throws nothing.</summary>
    public static OomKills Read() => Read(new HostTree("/"));

    // Version 2 counts the kills of groups below as well, so the same kill may be counted more than once: only a rise means something.
    internal static OomKills Read(HostTree tree)
    {
        var groups = CgroupFolders.For(tree, "memory")
            .Select(f => Field($"{f}/memory.events") ?? Field($"{f}/memory.oom_control")).Where(count => count is not null).ToList();
        return new(groups.Count == 0 ? null : groups.Sum(), Field("proc/vmstat"));

        long? Field(string file) => Digits.Parse(tree.ReadField(file, "oom_kill", ' '));
    }
}
