using InferBench.Runner.Records;

namespace InferBench.Runner.Devices;

/// <summary>The caches behind the processors that may be used, each counted once however many share it.</summary>
internal static class CacheProbe
{
    /// <summary>Ordered by level, then kind, then size. An entry that is not wholly readable is left out.</summary>
    public static IReadOnlyList<CacheInfo> Read(HostTree tree, IReadOnlyList<int> usable) =>
    [
        .. usable.SelectMany(cpu => OfCpu(tree, cpu))
            .Distinct()
            .GroupBy(c => (c.Level, c.Kind, c.Bytes), (c, same) => new CacheInfo
            {
                Level = c.Level,
                Kind = c.Kind,
                Bytes = c.Bytes,
                Count = same.Count(),
            })
            .OrderBy(c => c.Level).ThenBy(c => c.Kind, StringComparer.Ordinal).ThenBy(c => c.Bytes),
    ];

    private static IEnumerable<Entry> OfCpu(HostTree tree, int cpu)
    {
        var folder = $"sys/devices/system/cpu/cpu{cpu}/cache";
        foreach (var index in tree.Names(folder).Where(n => n.StartsWith("index", StringComparison.Ordinal)))
        {
            var kind = tree.Read($"{folder}/{index}/type")?.ToLowerInvariant();
            var sharers = tree.Read($"{folder}/{index}/shared_cpu_list");
            if (kind is not null && sharers is not null
                && Digits.Parse(tree.Read($"{folder}/{index}/level")) is { } level
                && Bytes(tree.Read($"{folder}/{index}/size")) is { } bytes)
                yield return new Entry((int)level, kind, bytes, sharers);
        }
    }

    // The kernel writes kibibytes with the suffix K; M is read too.
    private static long? Bytes(string? size) => size switch
    {
        [.., 'K'] => Digits.Parse(size.AsSpan(0, size.Length - 1)) << 10,
        [.., 'M'] => Digits.Parse(size.AsSpan(0, size.Length - 1)) << 20,
        _ => null,
    };

    private readonly record struct Entry(int Level, string Kind, long Bytes, string Sharers);
}
