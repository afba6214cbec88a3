using InferBench.Runner.Records;

namespace InferBench.Runner.Plan;

/// <summary>Kernels of decode read weights and keys once a token: from memory, since nothing as large stays in a cache until the next.</summary>
public static class KernelRotation
{
    private const long LeastBytes = 1L << 30;

    // The rest is for the check against float64 and for the system.
    private const int ShareOfAvailable = 2;

    /// <summary>Bytes to go round through: 1 GiB, or twice the last cache where that is more, and at most half of what is available.</summary>
    /// <param name="cpu">Whose caches are to be missed.</param>
    /// <param name="available">Bytes that a process can still take; null where nothing tells.</param>
    public static long Bytes(CpuInfo cpu, long? available)
    {
        long last = cpu.Caches.Where(c => c.Kind != "instruction").GroupBy(c => c.Level).OrderBy(l => l.Key).LastOrDefault()?.Sum(c => c.Bytes * c.Count) ?? 0;
        return Math.Min(Math.Max(LeastBytes, 2 * last), (available ?? long.MaxValue) / ShareOfAvailable);
    }
}
