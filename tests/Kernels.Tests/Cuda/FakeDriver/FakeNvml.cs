using System.Runtime.InteropServices;
using System.Text;
using InferBench.Kernels.Cuda.Driver;

namespace InferBench.Kernels.Tests.Cuda.FakeDriver;

/// <summary>NVML of a machine with two GPUs whose numbers never change.</summary>
internal static unsafe class FakeNvml
{
    private const int InvalidArgument = 2, NotSupported = 3, NotFound = 6;

    /// <summary>Address by exported name.</summary>
    public static Dictionary<string, nint> All { get; } = new()
    {
        ["nvmlInit_v2"] = (nint)(delegate* unmanaged<int>)&Init,
        ["nvmlSystemGetDriverVersion"] = (nint)(delegate* unmanaged<byte*, uint, int>)&SystemGetDriverVersion,
        ["nvmlDeviceGetCount_v2"] = (nint)(delegate* unmanaged<uint*, int>)&Count,
        ["nvmlDeviceGetHandleByIndex_v2"] = (nint)(delegate* unmanaged<uint, nint*, int>)&ByIndex,
        ["nvmlDeviceGetHandleByPciBusId_v2"] = (nint)(delegate* unmanaged<byte*, nint*, int>)&ByBus,
        ["nvmlDeviceGetName"] = (nint)(delegate* unmanaged<nint, byte*, uint, int>)&Name,
        ["nvmlDeviceGetMigMode"] = (nint)(delegate* unmanaged<nint, uint*, uint*, int>)&Mig,
        ["nvmlDeviceGetUtilizationRates"] = (nint)(delegate* unmanaged<nint, NvmlUtilization*, int>)&Utilization,
        ["nvmlDeviceGetMemoryInfo"] = (nint)(delegate* unmanaged<nint, NvmlMemory*, int>)&Memory,
        ["nvmlDeviceGetPowerUsage"] = (nint)(delegate* unmanaged<nint, uint*, int>)&Power,
        ["nvmlDeviceGetEnforcedPowerLimit"] = (nint)(delegate* unmanaged<nint, uint*, int>)&PowerLimit,
        ["nvmlDeviceGetTotalEnergyConsumption"] = (nint)(delegate* unmanaged<nint, ulong*, int>)&Energy,
        ["nvmlDeviceGetTemperature"] = (nint)(delegate* unmanaged<nint, uint, uint*, int>)&Temperature,
        ["nvmlDeviceGetClockInfo"] = (nint)(delegate* unmanaged<nint, uint, uint*, int>)&Clock,
        ["nvmlDeviceGetMaxClockInfo"] = (nint)(delegate* unmanaged<nint, uint, uint*, int>)&MaxClock,
        ["nvmlDeviceGetCurrentClocksEventReasons"] = (nint)(delegate* unmanaged<nint, ulong*, int>)&Reasons,
        ["nvmlDeviceGetCurrentClocksThrottleReasons"] = (nint)(delegate* unmanaged<nint, ulong*, int>)&OldReasons,
        ["nvmlDeviceGetComputeRunningProcesses_v3"] = (nint)(delegate* unmanaged<nint, uint*, NvmlProcess*, int>)&Processes,
        ["nvmlErrorString"] = (nint)(delegate* unmanaged<int, byte*>)&ErrorString,
    };

    /// <summary>The product's library on this, less some entry points.</summary>
    public static NvmlLibrary Open(params string[] missing) => new(name => missing.Contains(name) ? 0 : All.GetValueOrDefault(name), "fake");

    /// <summary>The same where one entry point always returns a code.</summary>
    public static NvmlLibrary OpenFailing(string failing) => new(name => name == failing ? (nint)(delegate* unmanaged<int>)&Refuse : All.GetValueOrDefault(name), "fake");

    [UnmanagedCallersOnly]
    private static int Init() => 0;

    [UnmanagedCallersOnly]
    private static int SystemGetDriverVersion(byte* text, uint length) => Write("570.86.15", text, length);

    [UnmanagedCallersOnly]
    private static int Count(uint* count) => Give(count, 2u);

    [UnmanagedCallersOnly]
    private static int ByIndex(uint index, nint* device) => Give(device, (nint)(index + 1));

    [UnmanagedCallersOnly]
    private static int ByBus(byte* id, nint* device) => Find(id, device);

    [UnmanagedCallersOnly]
    private static int Name(nint device, byte* text, uint length) => Write($"GPU {device}", text, length);

    [UnmanagedCallersOnly]
    private static int Processes(nint device, uint* count, NvmlProcess* found)
    {
        found[0] = new() { Id = 41, UsedMemory = NvmlProcess.NotAvailable };
        found[1] = new() { Id = 42, UsedMemory = (ulong)device << 30 };
        *count = 2;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int Mig(nint device, uint* now, uint* pending) => Mode(now, pending);

    [UnmanagedCallersOnly]
    private static int Utilization(nint device, NvmlUtilization* rates) => Give(rates, new NvmlUtilization { Gpu = 87, Memory = 40 });

    [UnmanagedCallersOnly]
    private static int Memory(nint device, NvmlMemory* memory) => Give(memory, new NvmlMemory { Total = 150UL << 30, Free = 100UL << 30, Used = 50UL << 30 });

    [UnmanagedCallersOnly]
    private static int Power(nint device, uint* value) => Give(value, 512_345u);

    [UnmanagedCallersOnly]
    private static int PowerLimit(nint device, uint* value) => Give(value, 700_000u);

    [UnmanagedCallersOnly]
    private static int Energy(nint device, ulong* value) => Give(value, 1UL << 40);

    [UnmanagedCallersOnly]
    private static int Temperature(nint device, uint sensor, uint* value) => sensor == 0 ? Give(value, 61u) : InvalidArgument;

    [UnmanagedCallersOnly]
    private static int Clock(nint device, uint type, uint* value) => Give(value, 1000 + type);

    [UnmanagedCallersOnly]
    private static int MaxClock(nint device, uint type, uint* value) => Give(value, 1980 + type);

    [UnmanagedCallersOnly]
    private static int Reasons(nint device, ulong* value) => Give(value, 0x24UL);

    [UnmanagedCallersOnly]
    private static int OldReasons(nint device, ulong* value) => Give(value, 0x8UL);

    [UnmanagedCallersOnly]
    private static int Refuse() => NotSupported;

    [UnmanagedCallersOnly]
    private static byte* ErrorString(int code) => (byte*)Marshal.StringToCoTaskMemUTF8(code == NotSupported ? "Not Supported" : "Not Found");

    private static int Find(byte* id, nint* device) =>
        Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(id)) == "0000:01:00.0" ? Give(device, 2) : NotFound;

    private static int Mode(uint* now, uint* pending) => Give(now, 1u) + Give(pending, 1u);

    private static int Give<T>(T* to, T value)
        where T : unmanaged
    {
        *to = value;
        return 0;
    }

    private static int Write(string value, byte* to, uint length)
    {
        Span<byte> space = new(to, (int)length);
        space[Encoding.UTF8.GetBytes(value, space)] = 0;
        return 0;
    }
}
