using System.Runtime.InteropServices;

namespace InferBench.Kernels.Cuda.Driver;

/// <summary>nvmlUtilization_t: shares, in per cent, of the last sample period in which any kernel ran, or memory was read or written.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlUtilization
{
    public uint Gpu, Memory;
}

/// <summary>nvmlMemory_t, bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlMemory
{
    public ulong Total, Free, Used;
}

/// <summary>nvmlProcessInfo_t: a process with a context on the GPU, and the bytes it has there.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlProcess
{
    /// <summary>What stands for bytes where the driver does not tell them.</summary>
    public const ulong NotAvailable = ulong.MaxValue;

    public uint Id;
    public ulong UsedMemory;
    public uint GpuInstance, ComputeInstance;
}

/// <summary>Why clocks are not at their highest: nvmlClocksEventReasons.</summary>
[Flags]
public enum ClockReasons : ulong
{
    None = 0,

    /// <summary>Nothing to do.</summary>
    Idle = 1,

    /// <summary>Clocks somebody has set.</summary>
    ApplicationClocks = 2,

    /// <summary>The limit of power.</summary>
    PowerCap = 4,

    /// <summary>Power or heat, cut by the hardware.</summary>
    HardwareSlowdown = 8,
    SyncBoost = 0x10,

    /// <summary>Heat, cut by the driver.</summary>
    SoftwareThermal = 0x20,

    /// <summary>Heat, cut by the hardware.</summary>
    HardwareThermal = 0x40,

    /// <summary>A brake from outside, such as the power supply's.</summary>
    PowerBrake = 0x80,
    DisplayClocks = 0x100,
}
