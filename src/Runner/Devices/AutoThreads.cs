using InferBench.Runner.Records;

namespace InferBench.Runner.Devices;

/// <summary>How many threads an engine gets when a case leaves the choice to InferBench.</summary>
public static class AutoThreads
{
    /// <summary>
    /// One thread per physical core: two threads of one core share its multipliers and its caches, and decoding waits
    /// for memory either way. With a single physical core, all its logical processors: a virtual machine with two
    /// processors on one core was seen to decode faster on two threads than on one. Where cores cannot be told
    /// from threads, every logical processor. Never more than the control group lets run at once, rounded up, because
    /// threads beyond that only wait for each other; never less than one.
    /// </summary>
    /// <param name="logicalCores">Logical processors this process may use.</param>
    /// <param name="physicalCores">Physical cores behind them; null when not observed.</param>
    /// <param name="cpuLimitCores">Control group's limit in cores; null without one.</param>
    public static int Choose(int logicalCores, int? physicalCores, double? cpuLimitCores)
    {
        var threads = physicalCores is > 1 and { } cores ? cores : logicalCores;
        var limit = Math.Ceiling(cpuLimitCores ?? double.PositiveInfinity);
        return (int)Math.Max(1, Math.Min(threads, limit));
    }

    /// <summary>The choice for the machine of a record.</summary>
    public static int Choose(EnvironmentInfo environment) =>
        Choose(environment.Cpu.LogicalCores, environment.Cpu.PhysicalCores, environment.CpuLimitCores);
}
