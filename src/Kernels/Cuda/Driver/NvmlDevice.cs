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

    // What stands for "no value" in NVIDIA's tools, DCGM's 0x7ffffff0 and 9223372036854775794 among them, and all ones of NVML itself.
    private const uint LeastBlank = 0x7FFF_FFF0;
    private const ulong LeastBlankLong = 0x7FFF_FFFF_FFFF_FFF0;

    private readonly NvmlLibrary library;
    private readonly NvmlApi api;
    private readonly bool hasEventReasons;
    private readonly nint handle;

    internal NvmlDevice(NvmlLibrary library, nint handle)
    {
        this.library = library;
        api = library.Api;
        this.handle = handle;
        // The name since driver 535.
        hasEventReasons = api.Has("nvmlDeviceGetCurrentClocksEventReasons");
        byte* name = stackalloc byte[NameBytes];
        library.Check(api.DeviceGetName(handle, name, NameBytes), "nvmlDeviceGetName");
        Name = Marshal.PtrToStringUTF8((nint)name)!;
    }

    /// <summary>The GPU of a CUDA device.</summary>
    /// <param name="ordinal">The driver's number.</param>
    /// <exception cref="CudaUnavailableException">There is no driver, no such device or no NVML.</exception>
    /// <exception cref="CudaException">NVML does not know it.</exception>
    public static NvmlDevice OfCuda(int ordinal) => NvmlLibrary.Load([]).Device(CudaDriver.Default.Device(ordinal).Info().PciBusId);

    public string Name { get; }

    /// <summary>Clock of the multiprocessors now, MHz.</summary>
    public int? SmClockMegahertz => Whole(NvmlSensor.SmClock);

    /// <summary>Clock of the memory now, MHz.</summary>
    public int? MemoryClockMegahertz => Whole(NvmlSensor.MemoryClock);

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
    public int? PowerMilliwatts => Whole(NvmlSensor.Power);

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
    public long? EnergyMillijoules => Value(NvmlSensor.Energy) is { } energy ? (long)energy : null;

    /// <summary>Degrees Celsius.</summary>
    public int? TemperatureCelsius => Whole(NvmlSensor.Temperature);

    /// <summary>Why clocks are not at their highest now.</summary>
    public ClockReasons? ClockReasons => Value(NvmlSensor.ClockReasons) is { } reasons ? (ClockReasons)reasons : null;

    /// <summary>Share of the last sample period in which any kernel ran, per cent. It says nothing of how well.</summary>
    public int? UtilizationPercent => Whole(NvmlSensor.Utilization);

    /// <summary>Bytes in use by all processes.</summary>
    public long? UsedMemory => Value(NvmlSensor.UsedMemory) is { } used ? (long)used : null;

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

    /// <summary>Asks for one number.</summary>
    /// <param name="sensor">Which.</param>
    /// <param name="value">The number, in the unit of the sensor; NaN where it is not told.</param>
    /// <returns>nvmlReturn_t; a value that stands for none, as old drivers give them, is not supported.</returns>
    internal int Read(NvmlSensor sensor, out double value)
    {
        uint number = 0;
        ulong large = 0;
        NvmlUtilization rates = default;
        NvmlMemory memory = default;
        int status;
        value = double.NaN;
        try
        {
            status = sensor switch
            {
                NvmlSensor.Utilization => api.DeviceGetUtilizationRates(handle, &rates),
                NvmlSensor.UsedMemory => api.DeviceGetMemoryInfo(handle, &memory),
                NvmlSensor.Power => api.DeviceGetPowerUsage(handle, &number),
                NvmlSensor.Energy => api.DeviceGetTotalEnergyConsumption(handle, &large),
                NvmlSensor.Temperature => api.DeviceGetTemperature(handle, GpuTemperature, &number),
                NvmlSensor.SmClock => api.DeviceGetClockInfo(handle, SmClock, &number),
                NvmlSensor.MemoryClock => api.DeviceGetClockInfo(handle, MemoryClock, &number),
                _ => hasEventReasons ? api.DeviceGetClocksEventReasons(handle, &large) : api.DeviceGetClocksThrottleReasons(handle, &large),
            };
        }
        catch (CudaUnavailableException)
        {
            return NvmlLibrary.FunctionNotFound;
        }

        if (status != NvmlLibrary.Success)
            return status;
        ulong told = large + memory.Used + number + rates.Gpu;
        ulong blank = sensor is NvmlSensor.Energy or NvmlSensor.UsedMemory or NvmlSensor.ClockReasons ? LeastBlankLong : LeastBlank;
        if (told >= blank)
            return NvmlLibrary.NotSupported;
        value = told;
        return NvmlLibrary.Success;
    }

    internal string Error(int status) => library.Describe(status);

    private double? Value(NvmlSensor sensor) => Read(sensor, out double value) == NvmlLibrary.Success ? value : null;

    private int? Whole(NvmlSensor sensor) => (int?)Value(sensor);

    private static int? Number(int status, uint value) => status == NvmlLibrary.Success && value < LeastBlank ? (int)value : null;
}
