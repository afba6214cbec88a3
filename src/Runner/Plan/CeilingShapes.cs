using InferBench.Kernels;
using InferBench.Kernels.Cpu.Ceilings;
using InferBench.Kernels.Cuda;
using InferBench.Runner.Records;

namespace InferBench.Runner.Plan;

/// <summary>Sizes at which the ceilings of a machine are measured.</summary>
internal static class CeilingShapes
{
    private const int Kibibyte = 1024;

    private static readonly double[] SharesOfCache = [0.25, 0.5, 1, 4];

    /// <summary>Whether a ceiling is one of bandwidth, not of arithmetic.</summary>
    public static bool IsRead(KernelStep ceiling) => KernelLadder.IsRead(ceiling.Ladder);

    /// <summary>Of bandwidth the knees of its curve; of arithmetic what it addresses.</summary>
    public static IReadOnlyList<KernelShape> Of(KernelInfo ceiling, EnvironmentInfo machine, int threads) => IsRead(ceiling)
        ? ReadSizes.For(Levels(machine.Cpu), threads, machine.MemoryLimitBytes ?? machine.MemoryBytes ?? long.MaxValue)
        : [ceiling.Addresses];

    /// <summary>
    /// The same of a GPU: working sets around the size of its second-level cache, of which a multiprocessor may reach but the near half, and one
    /// that is memory's.
    /// </summary>
    public static IReadOnlyList<KernelShape> Of(CudaStep ceiling, PlannedGpu gpu) =>
    [
        .. (IsRead(ceiling) ? SharesOfCache : []).Select(share => (int)(gpu.L2CacheBytes * share / Kibibyte))
            .Where(size => size >= Kibibyte && size < ceiling.Addresses[0]).Select(size => new KernelShape(size)),
        ceiling.Addresses,
    ];

    private static CacheLevel[] Levels(CpuInfo cpu) =>
    [
        .. cpu.Caches.Where(c => c.Kind != "instruction").GroupBy(c => c.Level).OrderBy(level => level.Key)
            .Select(level => new CacheLevel(level.Max(c => c.Bytes), level.Sum(c => c.Count))),
    ];
}
