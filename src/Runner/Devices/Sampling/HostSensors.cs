using InferBench.Runner.Records;

namespace InferBench.Runner.Devices.Sampling;

/// <summary>Everything that is sampled of a machine and of this process but GPUs. Files are opened once; reading them allocates nothing.</summary>
internal sealed class HostSensors : IDisposable
{
    private const int MostClocks = 16, MostZones = 8;
    private const double Micro = 1e-6, Nano = 1e-9;

    private readonly bool isThisMachine, isVirtual;
    private readonly int processors;
    private readonly double memory;
    private readonly HostFile? stat, statm, available, group, limited;
    private readonly double groupUnit = Micro, limitedUnit = Micro;
    private readonly HostFile[] clocks, zones;
    private readonly PackageEnergy? packages;
    private readonly string? whyNoPackages;

    /// <param name="tree">The machine's files.</param>
    /// <param name="processors">Logical processors that it has.</param>
    /// <param name="isVirtual">Whether it is a virtual machine, as far as its processor tells.</param>
    public HostSensors(HostTree tree, int processors, bool isVirtual)
    {
        isThisMachine = tree.IsThisMachine;
        (this.processors, this.isVirtual) = (processors, isVirtual);
        stat = HostFile.Open(tree, "proc/stat", most: 256);
        statm = HostFile.Open(tree, "proc/self/statm");
        available = HostFile.Open(tree, "proc/meminfo", most: 512);
        memory = MemoryFile.Bytes(tree, "MemTotal") ?? double.NaN;
        // Version 2 has both in one file, in microseconds; version 1 in two, in nanoseconds.
        group = First(tree, "cpu", "cpu.stat", "usage_usec "u8);
        if (group is null)
            (group, groupUnit) = (CgroupFolders.For(tree, "cpuacct").Select(folder => HostFile.Open(tree, $"{folder}/cpuacct.usage")).FirstOrDefault(file => file is not null), Nano);
        limited = First(tree, "cpu", "cpu.stat", "throttled_usec "u8);
        if (limited is null)
            (limited, limitedUnit) = (First(tree, "cpu", "cpu.stat", "throttled_time "u8), Nano);
        clocks = Some(tree, [.. MachineProbe.Processors(tree).Select(cpu => $"{cpu}/{MachineProbe.ClockFile}")], MostClocks);
        zones = Some(tree, [.. ThermalZone.Zones(tree).Select(zone => $"{zone}/temp")], MostZones);
        packages = PackageEnergy.Open(tree, out whyNoPackages);
    }

    /// <summary>Reads them.</summary>
    /// <param name="values">A number for each of <see cref="MachineSeries"/>, those of the GPU left alone; NaN where it is not told.</param>
    public void Read(Span<double> values)
    {
        ReadTimes(values);
        values[(int)MachineSeries.GroupCpu] = groupUnit == Micro ? Micro * (group?.Number("usage_usec "u8) ?? double.NaN) : Nano * (group?.Number() ?? double.NaN);
        values[(int)MachineSeries.GroupThrottled] = limitedUnit * (limited?.Number(limitedUnit == Micro ? "throttled_usec "u8 : "throttled_time "u8) ?? double.NaN);
        values[(int)MachineSeries.ProcessCpu] = isThisMachine ? Environment.CpuUsage.TotalTime.TotalSeconds : double.NaN;
        values[(int)MachineSeries.ProcessMemory] = Resident();
        values[(int)MachineSeries.MemoryUsed] = memory - 1024 * (available?.Number("MemAvailable:"u8) ?? double.NaN);
        values[(int)MachineSeries.CpuClock] = Highest(clocks, 1000, static hertz => hertz > 0);
        values[(int)MachineSeries.CpuTemperature] = Highest(zones, 1e-3, ThermalZone.IsPlausible);
        values[(int)MachineSeries.PackageEnergy] = packages?.Read() ?? double.NaN;
    }

    /// <summary>Why a series is not told here.</summary>
    public string WhyNot(MachineSeries series) => series switch
    {
        MachineSeries.CpuUser or MachineSeries.CpuSystem => "this system counts no processor time (/proc/stat)",
        MachineSeries.CpuSteal => isVirtual ? "the hypervisor has told of no stolen time since the machine started" : "this system counts no stolen time (/proc/stat)",
        MachineSeries.GroupCpu => "no control group counts the processor time of this process",
        MachineSeries.GroupThrottled => "no control group of this process counts throttling",
        MachineSeries.ProcessMemory => "this system does not tell it (/proc/self/statm)",
        MachineSeries.MemoryUsed => "this system does not tell it (/proc/meminfo)",
        MachineSeries.CpuClock => "no processor tells its clock (cpufreq); what /proc/cpuinfo says instead is on many virtual machines a constant, and not taken",
        MachineSeries.CpuTemperature => "the kernel shows no sensor (/sys/class/thermal)",
        MachineSeries.PackageEnergy => whyNoPackages ?? "an energy counter fell, and not because it went round, or could no longer be read",
        _ => "it could not be read",
    };

    public void Dispose()
    {
        foreach (var file in (HostFile?[])[stat, statm, available, group, limited, .. clocks, .. zones])
            file?.Dispose();
        packages?.Dispose();
    }

    // First line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal, ... in ticks since boot.
    private void ReadTimes(Span<double> values)
    {
        double user = double.NaN, system = double.NaN, steal = double.NaN;
        ReadOnlySpan<byte> text = stat is null ? [] : stat.Text();
        if (text.StartsWith("cpu "u8))
        {
            text = text["cpu "u8.Length..];
            user = HostFile.Take(ref text) + HostFile.Take(ref text);
            system = HostFile.Take(ref text);
            double resting = HostFile.Take(ref text) + HostFile.Take(ref text);
            system += HostFile.Take(ref text) + HostFile.Take(ref text);
            steal = HostFile.Take(ref text);
            // Some sandboxes show a file of zeros.
            if (user + system + resting == 0)
                user = system = steal = double.NaN;
            if (isVirtual && steal == 0)
                steal = double.NaN;
        }

        double ofAll = MachineProbe.Tick.TotalSeconds / processors;
        values[(int)MachineSeries.CpuUser] = user * ofAll;
        values[(int)MachineSeries.CpuSystem] = system * ofAll;
        values[(int)MachineSeries.CpuSteal] = steal * ofAll;
    }

    // Pages: size, resident, ...
    private double Resident()
    {
        ReadOnlySpan<byte> text = statm is null ? [] : statm.Text();
        _ = HostFile.Take(ref text);
        return HostFile.Take(ref text) * Environment.SystemPageSize;
    }

    private static double Highest(HostFile[] files, double unit, Func<double, bool> isPlausible)
    {
        double highest = double.NaN;
        foreach (var file in files)
        {
            double value = unit * file.Number();
            if (isPlausible(value) && !(value <= highest))
                highest = value;
        }

        return highest;
    }

    private static HostFile? First(HostTree tree, string controller, string name, ReadOnlySpan<byte> key)
    {
        foreach (string folder in CgroupFolders.For(tree, controller))
        {
            var file = HostFile.Open(tree, $"{folder}/{name}", most: 512);
            if (file is not null && !double.IsNaN(file.Number(key)))
                return file;
            file?.Dispose();
        }

        return null;
    }

    // A few, evenly from all: one after another they would take a large machine milliseconds.
    private static HostFile[] Some(HostTree tree, string[] paths, int most) =>
    [
        .. Enumerable.Range(0, Math.Min(paths.Length, most)).Select(i => HostFile.Open(tree, paths[(long)i * paths.Length / Math.Min(paths.Length, most)])).OfType<HostFile>(),
    ];
}
