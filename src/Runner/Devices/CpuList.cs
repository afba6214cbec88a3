namespace InferBench.Runner.Devices;

/// <summary>The kernel's notation for sets of processors, such as <c>0-3,8</c>.</summary>
internal static class CpuList
{
    // Above any NR_CPUS of Linux; a longer range is no processor list.
    private const int MaxCpu = 65_535;

    /// <summary>The processors in ascending order; null when the text is no such list.</summary>
    public static IReadOnlyList<int>? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;

        var cpus = new SortedSet<int>();
        foreach (var range in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var ends = range.Split('-');
            if (ends.Length > 2 || Cpu(ends[0]) is not { } first || Cpu(ends[^1]) is not { } last || last < first)
                return null;
            cpus.UnionWith(Enumerable.Range(first, last - first + 1));
        }

        return [.. cpus];
    }

    private static int? Cpu(string text) => Digits.Parse(text) is <= MaxCpu and var cpu ? (int)cpu : null;
}
