using System.Text.Json;

namespace InferBench.Runner.Records;

/// <summary>What is sampled of a machine, of the process that runs a case, and of its GPU.</summary>
public enum MachineSeries
{
    CpuUser,
    CpuSystem,
    CpuSteal,
    GroupCpu,
    GroupThrottled,
    ProcessCpu,
    ProcessMemory,
    MemoryUsed,
    CpuClock,
    CpuTemperature,
    PackageEnergy,
    GpuUtilization,
    GpuMemory,
    GpuPower,
    GpuTemperature,
    GpuSmClock,
    GpuMemoryClock,
    GpuEnergy,
    GpuClockReasons,
}

/// <summary>One series: the only place its unit and definition are written.</summary>
/// <param name="Series">Which.</param>
/// <param name="Unit">Unit of its figures.</param>
/// <param name="Definition">What they are.</param>
/// <param name="IsCounted">Whether samples are of a counter, and figures what it rose by in a second.</param>
public sealed record MachineSeriesInfo(MachineSeries Series, string Unit, string Definition, bool IsCounted = false)
{
    /// <summary>As records have it, such as <c>cpu_user</c>.</summary>
    public string Name { get; } = JsonNamingPolicy.SnakeCaseLower.ConvertName(Series.ToString());
}

/// <summary>Every series, in the order of the enumeration.</summary>
public static class MachineSeriesCatalog
{
    public static IReadOnlyList<MachineSeriesInfo> All { get; } =
    [
        new(MachineSeries.CpuUser, "ratio", "time that all processors spent in programs / time of all processors", true),
        new(MachineSeries.CpuSystem, "ratio", "time that all processors spent in the kernel, interrupts included / time of all processors", true),
        new(MachineSeries.CpuSteal, "ratio", "time that the hypervisor gave to others / time of all processors", true),
        new(MachineSeries.GroupCpu, "processors", "processor time that the control group of the process used in a second", true),
        new(MachineSeries.GroupThrottled, "processors", "time that the control group's limit kept its threads from running, of all processors, in a second", true),
        new(MachineSeries.ProcessCpu, "processors", "processor time that the process which ran the case used in a second, the sampler's own included", true),
        new(MachineSeries.ProcessMemory, "bytes", "resident memory of the process that ran the case"),
        new(MachineSeries.MemoryUsed, "bytes", "memory of the machine that is not available"),
        new(MachineSeries.CpuClock, "Hz", "highest clock of the processors, of 16 at most"),
        new(MachineSeries.CpuTemperature, "Cel", "hottest of the kernel's sensors, of 8 at most"),
        new(MachineSeries.PackageEnergy, "J", "energy of all processor packages (RAPL)", true),
        new(MachineSeries.GpuUtilization, "ratio", "share of NVML's sample period in which any kernel ran: not how well"),
        new(MachineSeries.GpuMemory, "bytes", "memory of the GPU in use by all processes"),
        new(MachineSeries.GpuPower, "W", "power of the GPU; on most boards since Ampere the mean of the last second"),
        new(MachineSeries.GpuTemperature, "Cel", "temperature of the GPU"),
        new(MachineSeries.GpuSmClock, "Hz", "clock of the GPU's multiprocessors"),
        new(MachineSeries.GpuMemoryClock, "Hz", "clock of the GPU's memory"),
        new(MachineSeries.GpuEnergy, "J", "energy of the GPU, by NVML's counter", true),
        new(MachineSeries.GpuClockReasons, "bits", "why the GPU's clocks are not at their highest"),
    ];

    /// <summary>A series.</summary>
    public static MachineSeriesInfo Get(MachineSeries series) => All[(int)series];
}
