using InferBench.Kernels;
using InferBench.Kernels.Cpu.Ceilings;
using InferBench.Runner.Records;

namespace InferBench.Runner.Plan;

/// <summary>Sizes at which the ceilings of a machine are measured.</summary>
internal static class CeilingShapes
{
    /// <summary>Whether a ceiling is one of bandwidth, not of arithmetic.</summary>
    public static bool IsRead(KernelInfo ceiling) => ceiling.Ladder.StartsWith("ceiling.read", StringComparison.Ordinal);

    /// <summary>Of bandwidth the knees of its curve; of arithmetic what it addresses.</summary>
    public static IReadOnlyList<KernelShape> Of(KernelInfo ceiling, EnvironmentInfo machine, int threads) => IsRead(ceiling)
        ? ReadSizes.For(Levels(machine.Cpu), threads, machine.MemoryLimitBytes ?? machine.MemoryBytes ?? long.MaxValue)
        : [ceiling.Addresses];

    private static CacheLevel[] Levels(CpuInfo cpu) =>
    [
        .. cpu.Caches.Where(c => c.Kind != "instruction").GroupBy(c => c.Level).OrderBy(level => level.Key)
            .Select(level => new CacheLevel(level.Max(c => c.Bytes), level.Sum(c => c.Count))),
    ];
}
