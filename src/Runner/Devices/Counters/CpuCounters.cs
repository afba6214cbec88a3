using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static System.FormattableString;

namespace InferBench.Runner.Devices.Counters;

/// <summary>
/// What the processor and the kernel count of the threads that this process has when it is opened; threads that start later are not counted.
/// Cycles, instructions and cache misses are those of programs, without the kernel's. Reading allocates nothing.
/// </summary>
internal sealed class CpuCounters : IDisposable
{
    private const uint Hardware = 0, Software = 1;

    // Numbers of perf_event_open(2). What the kernel does for a page fault, or between two threads, is in no program.
    private static readonly Event[] Events =
    [
        new("cycles", Hardware, 0, UserOnly: true),
        new("instructions", Hardware, 1, UserOnly: true),
        new("llc_misses", Hardware, 3, UserOnly: true),
        new("task_clock_ns", Software, 1, UserOnly: false),
        new("context_switches", Software, 3, UserOnly: false),
        new("page_faults", Software, 2, UserOnly: false),
    ];

    private readonly List<PerfEvent[]> open = [];
    private readonly List<string> names = [];
    private readonly Dictionary<string, string> notMeasured = [];

    private CpuCounters()
    {
    }

    /// <summary>What is counted, in the order of <see cref="Read"/>.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>What is not, with the reason.</summary>
    public IReadOnlyDictionary<string, string> NotMeasured => notMeasured;

    /// <summary>Begins to count what this machine lets be counted.</summary>
    public static CpuCounters Open()
    {
        var counters = new CpuCounters();
        string? nowhere = OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64
            ? null : "counters are read on Linux alone, on x86-64 and arm64";
        int[] threads = nowhere is null ? Threads() : [];
        foreach (var e in Events)
        {
            string? reason = nowhere ?? counters.Add(e, threads);
            if (reason is not null)
                counters.notMeasured.Add(e.Name, reason);
        }

        return counters;
    }

    /// <summary>What was counted until now, one number for each of <see cref="Names"/>; NaN for what had no turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Read(Span<double> counts)
    {
        for (int i = 0; i < open.Count; i++)
        {
            double sum = 0;
            foreach (var thread in open[i])
                sum += thread.Read();
            counts[i] = sum;
        }
    }

    public void Dispose()
    {
        foreach (var opened in open.SelectMany(o => o))
            opened.Dispose();
    }

    private string? Add(Event e, int[] threads)
    {
        var opened = new List<PerfEvent>();
        foreach (int thread in threads)
        {
            if (PerfEvent.Open(e.Type, e.Config, thread, e.UserOnly, out int error) is { } one)
            {
                opened.Add(one);
                continue;
            }

            // A thread may end while the others are opened (ESRCH).
            if (error == 3)
                continue;
            foreach (var before in opened)
                before.Dispose();
            return Why(e, error);
        }

        names.Add(e.Name);
        open.Add([.. opened]);
        return null;
    }

    private static string Why(Event e, int error) => error switch
    {
        PerfEvent.NoAccess or PerfEvent.NotPermitted => Invariant(
            $"perf_event_open is not permitted (kernel.perf_event_paranoid is {Paranoid}{(e.UserOnly ? "; 2 or less" : "; 1 or less")}, or CAP_PERFMON, allows it; a container's seccomp profile may forbid it besides)"),
        PerfEvent.NoSuchEvent or PerfEvent.NoDevice or PerfEvent.NotSupported => "this machine gives none: virtual machines often have no performance counters",
        PerfEvent.NoSystemCall => "the kernel has no perf_event_open",
        _ => "perf_event_open failed: " + Marshal.GetPInvokeErrorMessage(error),
    };

    private static string Paranoid
    {
        get
        {
            try
            {
                return File.ReadAllText("/proc/sys/kernel/perf_event_paranoid").Trim();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return "not told";
            }
        }
    }

    private static int[] Threads() =>
        [.. Directory.GetDirectories("/proc/self/task").Select(folder => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture))];

    private sealed record Event(string Name, uint Type, ulong Config, bool UserOnly);
}
