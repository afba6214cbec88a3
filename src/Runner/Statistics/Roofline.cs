namespace InferBench.Runner.Statistics;

/// <summary>A rate of arithmetic that something reached on this machine.</summary>
/// <param name="OperationsPerSecond">A multiply-add is two.</param>
/// <param name="Source">What reached it, such as <c>cpu.ceiling.fma.1_simd</c> or <c>openblas.matmul</c>.</param>
public sealed record ComputePeak(double OperationsPerSecond, string Source);

/// <summary>Which limit binds.</summary>
public enum RooflineLimit
{
    /// <summary>Arithmetic.</summary>
    Compute,

    /// <summary>Bytes from caches or memory.</summary>
    Memory,
}

/// <summary>The least time that the measured limits leave.</summary>
/// <param name="Seconds">Of one launch.</param>
/// <param name="Limit">The limit that takes it.</param>
/// <param name="Ceiling">That limit: operations a second, or bytes a second at the launch's working set.</param>
/// <param name="Source">What the limit was measured with.</param>
public sealed record AttainableTime(double Seconds, RooflineLimit Limit, double Ceiling, string Source)
{
    /// <summary>How much of the ceiling a launch reached: 1 is all of it.</summary>
    /// <param name="seconds">Time it took.</param>
    public double Share(double seconds) => Seconds / seconds;
}

/// <summary>Measured roofs of one machine, number of threads and type of arithmetic (Williams, Waterman and Patterson, 2009).</summary>
/// <param name="Bandwidth">Null where it was not measured.</param>
/// <param name="Peak">Null where it was not measured.</param>
public sealed record Roofline(BandwidthCurve? Bandwidth, ComputePeak? Peak)
{
    /// <summary>Where a limit on bytes comes from.</summary>
    public const string ReadBandwidth = "read bandwidth";

    /// <summary>
    /// The peak to hold arithmetic against: the highest rate of the machine's own ceiling and of the libraries' products of
    /// that type in the same run, the first of equals. A library may use instructions the ceiling's code does not have.
    /// </summary>
    /// <returns>Null where nothing was measured.</returns>
    public static ComputePeak? Highest(IEnumerable<ComputePeak> measured) => measured.MaxBy(peak => peak.OperationsPerSecond);

    /// <summary>max(operations / peak, bytes / bandwidth).</summary>
    /// <param name="operations">Of one launch; 0 where it only moves bytes.</param>
    /// <param name="bytes">Least bytes it moves; 0 where it only computes.</param>
    /// <param name="workingSet">Bytes its launches go round through, which say where they come from.</param>
    /// <returns>Null where a limit it depends on was not measured: the other might not be the one that binds.</returns>
    public AttainableTime? Attainable(long operations, long bytes, long workingSet)
    {
        if ((operations > 0 && Peak is null) || (bytes > 0 && Bandwidth is null) || (operations == 0 && bytes == 0))
            return null;
        double compute = operations == 0 ? 0 : operations / Peak!.OperationsPerSecond;
        double bandwidth = bytes == 0 ? double.PositiveInfinity : Bandwidth!.At(workingSet);
        double memory = bytes / bandwidth;
        return compute >= memory
            ? new(compute, RooflineLimit.Compute, Peak!.OperationsPerSecond, Peak.Source)
            : new(memory, RooflineLimit.Memory, bandwidth, ReadBandwidth);
    }
}
