namespace InferBench.Kernels.Cpu.Ceilings;

/// <summary>One level of data cache.</summary>
/// <param name="Bytes">Size of one such cache.</param>
/// <param name="Count">How many of them the processors have.</param>
public readonly record struct CacheLevel(long Bytes, int Count);

/// <summary>Working sets whose read bandwidths make the curve of a machine.</summary>
public static class ReadSizes
{
    private const long Gibibyte = 1L << 30;
    private const int Line = 1024;

    /// <summary>
    /// Half of what each level holds for these threads, all of it and twice it, and one set in memory: at least 1 GiB and
    /// at least four times the last level.
    /// </summary>
    /// <param name="levels">Data caches, the nearest first; none gives the set in memory alone.</param>
    /// <param name="threads">Threads that read, each its own part.</param>
    /// <param name="availableBytes">Memory that may be taken; half of it bounds every set.</param>
    /// <returns>Shapes of <see cref="SimdRead"/>, the smallest first, each once.</returns>
    public static IReadOnlyList<KernelShape> For(IReadOnlyList<CacheLevel> levels, int threads, long availableBytes)
    {
        long[] capacities = [.. levels.Select(level => level.Bytes * Math.Min(level.Count, threads))];
        long last = levels.Count == 0 ? 0 : levels[^1].Bytes * levels[^1].Count;
        long most = availableBytes / 2;
        return
        [
            .. capacities.SelectMany(bytes => new[] { bytes / 2, bytes, bytes * 2 })
                .Append(Math.Max(Gibibyte, last * 4))
                .Select(bytes => Math.Max(Math.Min(bytes, most) / Line, 1))
                .Distinct()
                .Order()
                .Select(kibibytes => new KernelShape(checked((int)kibibytes))),
        ];
    }
}
