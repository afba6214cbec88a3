namespace InferBench.Kernels.Cuda.Driver;

/// <summary>What NVML can be asked of a GPU again and again.</summary>
public enum NvmlSensor
{
    /// <summary>Share of the last sample period in which any kernel ran, per cent. It says nothing of how well.</summary>
    Utilization,

    /// <summary>Bytes in use by all processes.</summary>
    UsedMemory,

    /// <summary>Milliwatts; on most boards since Ampere the mean of the last second.</summary>
    Power,

    /// <summary>Energy since the driver was loaded, millijoules. The counter moves every 20 to 100 ms.</summary>
    Energy,

    /// <summary>Degrees Celsius.</summary>
    Temperature,

    /// <summary>Clock of the multiprocessors now, MHz.</summary>
    SmClock,

    /// <summary>Clock of the memory now, MHz.</summary>
    MemoryClock,

    /// <summary>Why clocks are not at their highest now: <see cref="ClockReasons"/>.</summary>
    ClockReasons,
}
