using InferBench.Runner.Devices.Sampling;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Devices.Sampling;

public sealed class HostSensorsTests
{
    private static readonly MachineSeries[] OfHost = [.. Enum.GetValues<MachineSeries>().Where(series => series < MachineSeries.GpuUtilization)];

    private static Dictionary<MachineSeries, double> Read(HostSensors sensors)
    {
        var values = new double[SampleRing.Width];
        sensors.Read(values);
        return OfHost.ToDictionary(series => series, series => values[(int)series]);
    }

    private static RecordedTree Full()
    {
        const string package = "sys/class/powercap/intel-rapl:";
        var tree = Machines.BareMetal()
            .File("proc/stat", "cpu  100 20 30 800 5 4 3 7 0 0\ncpu0 50 10 15 400 2 2 1 3 0 0")
            .File("proc/self/statm", "9000 250 100 50 0 300 0")
            .File("proc/meminfo", "MemTotal:        1000 kB\nMemFree:          100 kB\nMemAvailable:     400 kB")
            .File("sys/fs/cgroup/user.slice/user-1000.slice/session-1.scope/cpu.stat", "usage_usec 7500000\nuser_usec 7000000\nsystem_usec 500000")
            .File("sys/fs/cgroup/user.slice/cpu.stat", "usage_usec 9000000\nnr_periods 10\nnr_throttled 2\nthrottled_usec 250000")
            .File("sys/class/thermal/thermal_zone0/temp", "45000").File("sys/class/thermal/thermal_zone1/temp", "61500").File("sys/class/thermal/thermal_zone2/temp", "250000");
        foreach (int cpu in (int[])[0, 1])
        {
            tree.File($"sys/devices/system/cpu/cpu{cpu}/cpufreq/scaling_cur_freq", cpu == 0 ? "2100000" : "3400000");
            tree.File($"{package}{cpu}/name", $"package-{cpu}").File($"{package}{cpu}/max_energy_range_uj", "100000000").File($"{package}{cpu}/energy_uj", "99000000");
        }

        return tree;
    }

    [Fact]
    public void Every_file_is_read_in_its_own_unit()
    {
        using var tree = Full();
        using var sensors = new HostSensors(tree.Host, processors: 4, isVirtual: false);

        var read = Read(sensors);

        Assert.Equal(0.3, read[MachineSeries.CpuUser], 1e-12);
        Assert.Equal(0.0925, read[MachineSeries.CpuSystem], 1e-12);
        Assert.Equal(0.0175, read[MachineSeries.CpuSteal], 1e-12);
        Assert.Equal((7.5, 0.25), (read[MachineSeries.GroupCpu], read[MachineSeries.GroupThrottled]));
        Assert.Equal(250.0 * Environment.SystemPageSize, read[MachineSeries.ProcessMemory]);
        Assert.Equal(600.0 * 1024, read[MachineSeries.MemoryUsed]);
        Assert.Equal((3.4e9, 61.5), (read[MachineSeries.CpuClock], read[MachineSeries.CpuTemperature]));
        Assert.Equal(0, read[MachineSeries.PackageEnergy]);
        // Of this process alone, which a recorded tree has not.
        Assert.Equal([MachineSeries.ProcessCpu], OfHost.Where(series => double.IsNaN(read[series])));
    }

    [Fact]
    public void Files_are_read_anew_and_energy_goes_round()
    {
        using var tree = Full();
        using var sensors = new HostSensors(tree.Host, processors: 4, isVirtual: false);
        Read(sensors);

        tree.File("proc/stat", "cpu  300 20 30 800 5 4 3 7 0 0").File("proc/self/statm", "9000 500 100");
        tree.File("sys/class/powercap/intel-rapl:0/energy_uj", "4000000").File("sys/class/powercap/intel-rapl:1/energy_uj", "99500000");
        var read = Read(sensors);

        Assert.Equal(0.8, read[MachineSeries.CpuUser], 1e-12);
        Assert.Equal(500.0 * Environment.SystemPageSize, read[MachineSeries.ProcessMemory]);
        // 5 J round the end, and half a joule.
        Assert.Equal(5.5, read[MachineSeries.PackageEnergy], 1e-9);
        tree.File("sys/class/powercap/intel-rapl:0/energy_uj", "4000000").File("sys/class/powercap/intel-rapl:1/energy_uj", "99600000");
        Assert.Equal(5.6, Read(sensors)[MachineSeries.PackageEnergy], 1e-9);
    }

    [Fact]
    public void Old_control_groups_count_in_nanoseconds()
    {
        using var tree = Machines.OldContainer()
            .File("sys/fs/cgroup/cpu,cpuacct/cpuacct.usage", "2500000000").File("sys/fs/cgroup/cpu,cpuacct/cpu.stat", "nr_periods 3\nnr_throttled 1\nthrottled_time 125000000");
        using var sensors = new HostSensors(tree.Host, processors: 4, isVirtual: true);

        var read = Read(sensors);

        Assert.Equal((2.5, 0.125), (read[MachineSeries.GroupCpu], read[MachineSeries.GroupThrottled]));
    }

    [Fact]
    public void What_a_machine_does_not_tell_is_not_zero_and_has_a_reason()
    {
        using var tree = new RecordedTree().File("proc/stat", "cpu  0 0 0 0 0 0 0 0 0 0");
        using var sensors = new HostSensors(tree.Host, processors: 2, isVirtual: true);

        Assert.All(Read(sensors), read => Assert.Equal(double.NaN, read.Value));
        Assert.Equal("this system counts no processor time (/proc/stat)", sensors.WhyNot(MachineSeries.CpuUser));
        Assert.Equal("no processor tells its clock (cpufreq); what /proc/cpuinfo says instead is on many virtual machines a constant, and not taken", sensors.WhyNot(MachineSeries.CpuClock));
        Assert.Equal("this machine shows no energy counters of its processor packages (RAPL)", sensors.WhyNot(MachineSeries.PackageEnergy));
    }

    [Fact]
    public void A_hypervisor_that_tells_nothing_is_no_witness_until_it_does()
    {
        using var tree = new RecordedTree().File("proc/stat", "cpu  10 0 10 10 0 0 0 0 0 0");
        using var sensors = new HostSensors(tree.Host, processors: 1, isVirtual: true);

        Assert.Equal(double.NaN, Read(sensors)[MachineSeries.CpuSteal]);
        tree.File("proc/stat", "cpu  10 0 10 10 0 0 0 5 0 0");
        Assert.Equal(0.05, Read(sensors)[MachineSeries.CpuSteal], 1e-12);
    }

    [Fact]
    public void Only_some_clocks_and_sensors_of_a_large_machine_are_read()
    {
        using var tree = new RecordedTree();
        foreach (int cpu in Enumerable.Range(0, 40))
            tree.File($"sys/devices/system/cpu/cpu{cpu}/cpufreq/scaling_cur_freq", $"{1_000_000 + cpu}");
        using var sensors = new HostSensors(tree.Host, processors: 40, isVirtual: false);

        // Every 2.5th name in ordinal order, cpu0, cpu10, cpu13 and so on: cpu38 is one of them, and cpu39 is not.
        Assert.Equal(1_000_038_000, Read(sensors)[MachineSeries.CpuClock]);
    }

    [Fact]
    public void Reading_this_machine_allocates_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "files of Linux");
        using var sensors = new HostSensors(new InferBench.Runner.Devices.HostTree("/"), Environment.ProcessorCount, isVirtual: false);
        var values = new double[SampleRing.Width];
        sensors.Read(values);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
            sensors.Read(values);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.InRange(values[(int)MachineSeries.ProcessMemory], 1 << 20, 1L << 40);
        Assert.InRange(values[(int)MachineSeries.ProcessCpu], 1e-3, 1e6);
    }
}
