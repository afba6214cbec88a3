using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace InferBench.Runner.Devices.Counters;

/// <summary>One counter of one thread by Linux's perf_event_open(2).</summary>
internal sealed unsafe partial class PerfEvent : IDisposable
{
    public const int NoAccess = 13, NotPermitted = 1, NoSuchEvent = 2, NoSystemCall = 38, NoDevice = 19, NotSupported = 95;

    private const ulong EnabledAndRunning = 1 | 2;
    private const ulong ExcludeKernel = 1 << 5, ExcludeHypervisor = 1 << 6;
    private const ulong CloseOnExec = 8;

    private readonly int file;

    private PerfEvent(int file) => this.file = file;

    /// <summary>Opens a counter, which counts from then on.</summary>
    /// <param name="type">PERF_TYPE_HARDWARE (0) or PERF_TYPE_SOFTWARE (1).</param>
    /// <param name="config">Which of them.</param>
    /// <param name="thread">The thread's id.</param>
    /// <param name="userOnly">Whether to leave out what the kernel does for it.</param>
    /// <param name="error">The system's number for why not; 0 where it is open.</param>
    /// <returns>Null where there is none.</returns>
    public static PerfEvent? Open(uint type, ulong config, int thread, bool userOnly, out int error)
    {
        var attributes = new Attributes
        {
            Type = type,
            Size = (uint)sizeof(Attributes),
            Config = config,
            ReadFormat = EnabledAndRunning,
            Flags = userOnly ? ExcludeKernel | ExcludeHypervisor : 0,
        };
        long opened = SystemCall(Number, &attributes, thread, -1, -1, CloseOnExec);
        error = opened < 0 ? Marshal.GetLastPInvokeError() : 0;
        return opened < 0 ? null : new((int)opened);
    }

    /// <summary>
    /// What it counted. Where more events share the processor's counters than those hold, each counts for a part of the time, and is scaled up
    /// to the whole; NaN where it never had its turn.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Read()
    {
        ulong* told = stackalloc ulong[3];
        if (Read(file, told, 3 * sizeof(ulong)) != 3 * sizeof(ulong))
            return double.NaN;
        return told[2] == told[1] ? told[0] : told[2] == 0 ? double.NaN : told[0] * ((double)told[1] / told[2]);
    }

    public void Dispose() => _ = Close(file);

    // Of the systems that .NET runs on, two have been given these numbers; others are told apart before.
    private static long Number => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 241 : 298;

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long SystemCall(long number, Attributes* attributes, int thread, int processor, int group, ulong flags);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int file, void* buffer, nint bytes);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    // perf_event_attr as it was first published (PERF_ATTR_SIZE_VER0, 64 bytes), which every kernel takes.
    [StructLayout(LayoutKind.Sequential)]
    private struct Attributes
    {
        public uint Type;
        public uint Size;
        public ulong Config;
        public ulong SamplePeriod;
        public ulong SampleType;
        public ulong ReadFormat;
        public ulong Flags;
        public uint WakeUp;
        public uint BreakpointType;
        public ulong Config1;
    }
}
