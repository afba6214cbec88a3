using System.Runtime.InteropServices;

namespace InferBench.Kernels.Cuda.Driver;

/// <summary>
/// A GPU as NVML sees it. What a GPU does not say is null: data-centre boards say all, others less, slices of a GPU (MIG) no clocks of
/// their own. Nothing here belongs into a timed span.
/// </summary>
public sealed unsafe class NvmlDevice
{
    private const uint GpuTemperature = 0, SmClock = 1, MemoryClock = 2;

    private const int NameBytes = 96, MostProcesses = 256;

    private readonly NvmlApi api;
    private readonly nint handle;

    internal NvmlDevice(NvmlLibrary library, nint handle)
    {
        api = library.Api;
        this.handle = handle;
        byte* name = stackalloc byte[NameBytes];
        library.Check(api.DeviceGetName(handle, name, NameBytes), "nvmlDeviceGetName");
        Name = Marshal.PtrToStringUTF8((nint)name)!;
    }

    public string Name { get; }

    /// <summary>Clock of the multiprocessors now, MHz.</summary>
    public int? SmClockMegahertz => Clock(SmClock);

    /// <summary>Clock of the memory now, MHz.</summary>
    public int? MemoryClockMegahertz => Clock(MemoryClock);

    /// <summary>The highest clock of the multiprocessors, MHz.</summary>
    public int? MaxSmClockMegahertz
    {
        get
        {
            uint value;
            return Number(api.DeviceGetMaxClockInfo(handle, SmClock, &value), value);
        }
    }

    /// <summary>Milliwatts; on most boards since Ampere the mean of the last second.</summary>
    public int? PowerMilliwatts
    {
        get
        {
            uint value;
            return Number(api.DeviceGetPowerUsage(handle, &value), value);
        }
    }

    /// <summary>The limit of power, milliwatts.</summary>
    public int? PowerLimitMilliwatts
    {
        get
        {
            uint value;
            return Number(api.DeviceGetEnforcedPowerLimit(handle, &value), value);
        }
    }

    /// <summary>Energy since the driver was loaded, millijoules. The counter moves every 20 to 100 ms.</summary>
    public long? EnergyMillijoules
    {
        get
        {
            ulong value;
            return api.DeviceGetTotalEnergyConsumption(handle, &value) == NvmlLibrary.Success ? (long)value : null;
        }
    }

    /// <summary>Degrees Celsius.</summary>
    public int? TemperatureCelsius
    {
        get
        {
            uint value;
            return Number(api.DeviceGetTemperature(handle, GpuTemperature, &value), value);
        }
    }

    /// <summary>Why clocks are not at their highest now.</summary>
    public ClockReasons? ClockReasons
    {
        get
        {
            ulong value;
            // The name before driver 535, and since.
            int status = api.Has("nvmlDeviceGetCurrentClocksEventReasons")
                ? api.DeviceGetClocksEventReasons(handle, &value)
                : api.DeviceGetClocksThrottleReasons(handle, &value);
            return status == NvmlLibrary.Success ? (ClockReasons)value : null;
        }
    }

    /// <summary>Share of the last sample period in which any kernel ran, per cent. It says nothing of how well.</summary>
    public int? UtilizationPercent
    {
        get
        {
            NvmlUtilization value;
            return Number(api.DeviceGetUtilizationRates(handle, &value), value.Gpu);
        }
    }

    /// <summary>Bytes in use by all processes.</summary>
    public long? UsedMemory
    {
        get
        {
            NvmlMemory value;
            return api.DeviceGetMemoryInfo(handle, &value) == NvmlLibrary.Success ? (long)value.Used : null;
        }
    }

    /// <summary>
    /// Bytes in use by one process, its context's own among them. Null where the driver does not list it, as in a container whose
    /// numbers of processes are others, or does not tell.
    /// </summary>
    public long? MemoryOf(int process)
    {
        uint count = MostProcesses;
        NvmlProcess* found = stackalloc NvmlProcess[MostProcesses];
        if (!api.Has("nvmlDeviceGetComputeRunningProcesses_v3") || api.DeviceGetComputeRunningProcesses(handle, &count, found) != NvmlLibrary.Success)
            return null;
        for (uint i = 0; i < count; i++)
        {
            if (found[i].Id == process && found[i].UsedMemory != NvmlProcess.NotAvailable)
                return (long)found[i].UsedMemory;
        }

        return null;
    }

    /// <summary>Whether the GPU is cut into slices (MIG).</summary>
    public bool? IsMig
    {
        get
        {
            uint now, pending;
            return api.DeviceGetMigMode(handle, &now, &pending) == NvmlLibrary.Success ? now != 0 : null;
        }
    }

    private int? Clock(uint type)
    {
        uint value;
        return Number(api.DeviceGetClockInfo(handle, type, &value), value);
    }

    private static int? Number(int status, uint value) => status == NvmlLibrary.Success ? (int)value : null;
}
