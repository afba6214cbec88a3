namespace InferBench.Runner.Devices;

/// <summary>What a machine has counted so far, and its clock; null is what it does not tell.</summary>
/// <param name="Stolen">Processor time that the hypervisor gave to others.</param>
/// <param name="Busy">Processor time of all processes, the kernel's own among them.</param>
/// <param name="Own">Processor time of this process, of its parent and, where it takes turns with other workers, of theirs, living and ended.</param>
/// <param name="ThermalEvents">Times that a core or package was throttled for its heat, as each processor counts it for itself: only a rise means something.</param>
/// <param name="QuotaEvents">Times that a control group of this process had used up its share of the processors.</param>
/// <param name="ClockHertz">Highest clock of the processors: those that work have it, others may rest.</param>
public sealed record MachineCounters(
    TimeSpan? Stolen, TimeSpan? Busy, TimeSpan? Own, long? ThermalEvents, long? QuotaEvents, double? ClockHertz)
{
    /// <summary>Time since the machine started, sleep included: a second witness of how long something took.</summary>
    public TimeSpan? Uptime { get; init; }

    /// <summary>What the processor packages counted of their energy.</summary>
    public IReadOnlyList<EnergyCounter>? Packages { get; init; }

    /// <summary>Whether other workers measure in between, so that what the whole machine counts is theirs too.</summary>
    public bool TakesTurns { get; init; }

    /// <summary>The hottest of the machine's sensors.</summary>
    public ThermalZone? Hottest { get; init; }
}

/// <summary>Reads what may disturb a measurement. Never inside a timed span.</summary>
public sealed class MachineProbe
{
    /// <summary>Below a processor's folder: its clock now, kHz; 0 of a driver that does not know.</summary>
    internal const string ClockFile = "cpufreq/scaling_cur_freq";

    private const string CpuFolder = "sys/devices/system/cpu";
    private const int OldestColumns = 3, StolenColumn = 7;

    // USER_HZ, which Linux keeps at 100 on x86-64 and Arm64 whatever its own tick is.
    private static readonly TimeSpan OneTick = TimeSpan.FromMilliseconds(10);

    private readonly HostTree tree;
    private readonly bool isVirtual, withSiblings;

    /// <param name="tree">The machine's files.</param>
    /// <param name="isVirtual">Whether it is a virtual machine, as far as its processor tells.</param>
    /// <param name="withSiblings">Whether the parent's other children do not count as foreign: workers that take turns with this one.</param>
    internal MachineProbe(HostTree tree, bool isVirtual, bool withSiblings = false)
    {
        this.tree = tree;
        this.withSiblings = withSiblings;
        this.isVirtual = isVirtual;
    }

    /// <summary>The probe of this machine.</summary>
    /// <param name="environment">The machine.</param>
    /// <param name="withSiblings">Whether the parent's other children count as own.</param>
    public static MachineProbe OfThisMachine(Records.EnvironmentInfo environment, bool withSiblings = false) =>
        new(new HostTree("/"), environment.Cpu.Flags.Contains("hypervisor"), withSiblings);

    /// <summary>The length of the kernel's tick, in which processor time is counted.</summary>
    public static TimeSpan Tick => OneTick;

    /// <summary>The counts so far. Throws nothing.</summary>
    public MachineCounters Read()
    {
        var times = ProcessorTimes();
        return new(Stolen(times), Busy(times), Own(), ThermalEvents(), QuotaEvents(), Clock())
        {
            Uptime = Uptime(),
            Packages = EnergyCounter.Read(tree),
            TakesTurns = withSiblings,
            Hottest = ThermalZone.Hottest(tree),
        };
    }

    // First line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal, ... in ticks since boot.
    private long[] ProcessorTimes() =>
        (tree.Read("proc/stat") ?? "").Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["cpu", .. var ticks]
            ? [.. ticks.Select(text => Digits.Parse(text) ?? 0)]
            : [];

    // Seconds with two decimals, then what idle processors had.
    private TimeSpan? Uptime() =>
        (tree.Read("proc/uptime") ?? "").Split(' ')[0].Split('.') is [var whole, { Length: 2 } hundredths]
        && Digits.Parse(whole) is { } seconds && Digits.Parse(hundredths) is { } ticks
            ? TimeSpan.FromSeconds(seconds) + ticks * OneTick
            : null;

    // Many hypervisors never tell: a virtual machine that has counted nothing since it booted is no evidence.
    private TimeSpan? Stolen(long[] times) =>
        times.Length <= StolenColumn || (isVirtual && times[StolenColumn] == 0) ? null : times[StolenColumn] * OneTick;

    private static TimeSpan? Busy(long[] times) =>
        times.Length < OldestColumns || times.All(t => t == 0) ? null : (times[0] + times[1] + times[2]) * OneTick;

    private TimeSpan? Own() =>
        Fields("self") is not { } own ? null
        : own[ParentField] == NoParent ? Used(own)
        : Fields(own[ParentField]) is { } parent ? Used(parent) + (withSiblings ? Used(parent, EndedUserField) + Living(own[ParentField]) : Used(own)) : null;

    // Children that have ended count in their parent from when it waited for them, and stand here until then.
    private TimeSpan Living(string parent) => tree.Names("proc")
        .Where(name => Digits.Parse(name) is not null)
        .Select(Fields)
        .Where(fields => fields?[ParentField] == parent)
        .Aggregate(TimeSpan.Zero, (sum, fields) => sum + Used(fields!));

    // proc(5): the fields after the name, which stands in brackets and may hold anything: state, parent, ..., utime, stime, and both
    // of children that were waited for.
    private const int ParentField = 1, UserField = 11, EndedUserField = 13, EndedSystemField = 14;

    // Of the first process of a container.
    private const string NoParent = "0";

    private string[]? Fields(string process) =>
        tree.Read($"proc/{process}/stat") is { } stat && stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > EndedSystemField } fields
            ? fields
            : null;

    private static TimeSpan Used(string[] fields, int user = UserField) => ((Digits.Parse(fields[user]) ?? 0) + (Digits.Parse(fields[user + 1]) ?? 0)) * OneTick;

    private long? ThermalEvents() => Sum(
        from cpu in Processors(tree)
        from name in (string[])["core_throttle_count", "package_throttle_count"]
        select Digits.Parse(tree.Read($"{cpu}/thermal_throttle/{name}")));

    // Version 2 has the count in groups that the cpu controller is switched on for; version 1 has it in every group.
    private long? QuotaEvents() => Sum(CgroupFolders.For(tree, "cpu").Select(folder => Digits.Parse(tree.ReadField($"{folder}/cpu.stat", "nr_throttled", ' '))));

    // A driver that does not know writes 0.
    private double? Clock() =>
        Processors(tree).Max(cpu => Digits.Parse(tree.Read($"{cpu}/{ClockFile}"))) is { } kilohertz and > 0 ? 1000.0 * kilohertz : null;

    /// <summary>Folders of the processors.</summary>
    internal static IEnumerable<string> Processors(HostTree tree) =>
        from name in tree.Names(CpuFolder)
        where name.StartsWith("cpu", StringComparison.Ordinal) && Digits.Parse(name.AsSpan(3)) is not null
        select $"{CpuFolder}/{name}";

    private static long? Sum(IEnumerable<long?> counts) => counts.OfType<long>().ToArray() is { Length: > 0 } known ? known.Sum() : null;
}
