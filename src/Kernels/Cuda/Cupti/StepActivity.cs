namespace InferBench.Kernels.Cuda.Cupti;

/// <summary>Work of one name in a step.</summary>
/// <param name="Name">As <see cref="KernelName.Short"/>.</param>
public sealed record KernelTime(string Name, int Count, double Nanoseconds);

/// <summary>Copies of one direction in a step.</summary>
public sealed record CopyTotal(CopyDirection Direction, int Count, long Bytes, double Nanoseconds);

/// <summary>What a device did for one step of a phase. Times are nanoseconds.</summary>
/// <param name="Phase">As pushed; 0 for work outside of all phases.</param>
/// <param name="Start">Of the step's first call, by CUPTI's clock.</param>
/// <param name="End">Of its last call or work.</param>
/// <param name="Kernels">By name, the longest first.</param>
/// <param name="Launches">Calls that made work; a graph's launch is one.</param>
/// <param name="GraphNodes">Different nodes of graphs among the work.</param>
/// <param name="BusyNanoseconds">In which at least one piece of work ran on a device.</param>
/// <param name="GapNanoseconds">Between one piece of work and the next on the same stream, summed.</param>
/// <param name="HostLateNanoseconds">The part of the gaps in which the next work's call had not returned yet.</param>
/// <param name="LaunchLatencyNanoseconds">Median from the start of a call to the start of its first work.</param>
/// <param name="Untimed">Pieces of work whose times CUPTI lost; they are in no time here.</param>
public sealed record StepActivity(
    uint Phase, uint Step, ulong Start, ulong End, IReadOnlyList<KernelTime> Kernels, IReadOnlyList<CopyTotal> Copies, int Launches, int GraphNodes,
    double KernelNanoseconds, double BusyNanoseconds, double GapNanoseconds, double HostLateNanoseconds, double LaunchLatencyNanoseconds, int Untimed)
{
    /// <summary>The least share of a step that the device waits for launches in one that is launch-bound.</summary>
    public const double LaunchBoundShare = 0.2;

    public double Nanoseconds => End - Start;

    /// <summary>Share of the step in which no work ran; NaN where the step has no length.</summary>
    public double IdleShare => Nanoseconds > 0 ? 1 - (BusyNanoseconds / Nanoseconds) : double.NaN;

    /// <summary>Whether the device stood idle for at least a fifth of the step because the host had not launched the next work.</summary>
    public bool IsLaunchBound => HostLateNanoseconds >= LaunchBoundShare * Nanoseconds && HostLateNanoseconds > 0;

    public int KernelCount => Kernels.Sum(kernel => kernel.Count);
}
