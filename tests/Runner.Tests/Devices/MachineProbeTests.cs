using InferBench.Runner.Devices;

namespace InferBench.Runner.Tests.Devices;

public sealed class MachineProbeTests
{
    private const string OwnStat = "42 (in) fer) bench) S 7 42 42 0 -1 4194304 1 0 0 0 300 40 9 9 20 0 12 0";
    private const string ParentStat = "7 (inferbench) S 1 7 7 0 -1 4194304 1 0 0 0 10 5 0 0 20 0 12 0";

    private static MachineCounters Read(RecordedTree tree, bool isVirtual = false) => new MachineProbe(tree.Host, isVirtual).Read();

    [Fact]
    public void A_bare_machine_tells_everything()
    {
        using var tree = new RecordedTree()
            .File("proc/stat", "cpu  1000 20 300 8000 50 6 7 0 400 0\ncpu0 1 2 3 4")
            .File("proc/self/stat", OwnStat)
            .File("proc/7/stat", ParentStat)
            .File("proc/self/cgroup", "0::/user.slice/a.scope")
            .File("proc/self/mountinfo", "35 24 0:29 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw")
            .File("sys/fs/cgroup/user.slice/a.scope/cpu.stat", "usage_usec 5\nnr_periods 9\nnr_throttled 3\nthrottled_usec 8")
            .File("sys/fs/cgroup/user.slice/cpu.stat", "usage_usec 5\nnr_throttled 1")
            .File("sys/fs/cgroup/cpu.stat", "usage_usec 5")
            .File("sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count", "2")
            .File("sys/devices/system/cpu/cpu0/thermal_throttle/package_throttle_count", "5")
            .File("sys/devices/system/cpu/cpu1/thermal_throttle/core_throttle_count", "0")
            .File("sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq", "1200000")
            .File("sys/devices/system/cpu/cpu1/cpufreq/scaling_cur_freq", "3400000")
            .File("sys/devices/system/cpu/cpufreq/policy0/scaling_cur_freq", "9900000")
            .File("sys/devices/system/cpu/online", "0-1");

        Assert.Equal(
            new MachineCounters(TimeSpan.Zero, TimeSpan.FromSeconds(13.2), TimeSpan.FromSeconds(3.55), 7, 4, 3.4e9),
            Read(tree));
    }

    [Fact]
    public void A_cloud_machine_tells_what_was_stolen_and_nothing_of_clock_and_heat()
    {
        using var tree = new RecordedTree()
            .File("proc/stat", "cpu  1000 0 0 8000 0 0 0 30 0 0")
            .File("proc/self/stat", OwnStat)
            .File("proc/self/cgroup", "0::/")
            .File("sys/fs/cgroup/cpu.stat", "usage_usec 5\nuser_usec 4")
            .File("sys/devices/system/cpu/cpu0/topology/core_id", "0");

        Assert.Equal(new MachineCounters(TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(10), null, null, null, null), Read(tree, isVirtual: true));
    }

    [Fact]
    public void A_virtual_machine_that_never_counted_stolen_time_does_not_tell()
    {
        using var tree = new RecordedTree().File("proc/stat", "cpu  1000 0 0 8000 0 0 0 0 0 0");

        Assert.Null(Read(tree, isVirtual: true).Stolen);
        Assert.Equal(TimeSpan.Zero, Read(tree).Stolen);
    }

    [Theory]
    [InlineData("cpu  1000 0 0 8000 0 0 0", 10.0)]
    [InlineData("cpu  0 0 0 0 0 0 0 0", null)]
    [InlineData("cpu  1000 0", null)]
    [InlineData("intr 5", null)]
    public void Old_and_empty_kernels_say_what_they_have(string stat, double? busy)
    {
        using var tree = new RecordedTree().File("proc/stat", stat);

        Assert.Equal((busy, null), (Read(tree, isVirtual: true).Busy?.TotalSeconds, Read(tree, isVirtual: true).Stolen));
    }

    [Fact]
    public void Version_1_and_hybrid_groups_count_in_the_cpu_controller()
    {
        using var tree = new RecordedTree()
            .File("proc/self/cgroup", "3:cpu,cpuacct:/docker/a\n4:memory:/docker/a\n0::/docker/a")
            .File(
                "proc/self/mountinfo",
                "640 639 0:23 /docker/a /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup rw,cpuacct,cpu\n"
                + "641 639 0:24 / /sys/fs/cgroup/unified ro - cgroup2 cgroup2 rw")
            .File("sys/fs/cgroup/cpu,cpuacct/cpu.stat", "nr_periods 10\nnr_throttled 6\nthrottled_time 1")
            .File("sys/fs/cgroup/unified/docker/a/cpu.stat", "usage_usec 5");

        Assert.Equal(6, Read(tree).QuotaEvents);
    }

    [Theory]
    // A pod's limit counts in its own group, and a cpu controller of version 1 that is mounted by itself under "cpu".
    [InlineData("0::/pod/app", "35 24 0:29 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw", "sys/fs/cgroup/pod/cpu.stat", "sys/fs/cgroup/pod/app/cpu.stat", 12)]
    [InlineData("5:cpu:/pod/app", "35 24 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu", "sys/fs/cgroup/cpu/pod/cpu.stat", "sys/fs/cgroup/cpu/pod/app/cpu.stat", 12)]
    // Without the list of mounts they are looked for where they usually are.
    [InlineData("5:cpu:/pod/app", "", "sys/fs/cgroup/cpu/pod/cpu.stat", "sys/fs/cgroup/cpu/pod/app/cpu.stat", 12)]
    // Other controllers have no such count, whatever lies there.
    [InlineData("5:cpuset:/pod/app", "35 24 0:29 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset", "sys/fs/cgroup/cpuset/pod/cpu.stat", "sys/fs/cgroup/cpuset/pod/app/cpu.stat", null)]
    public void Throttling_is_counted_in_every_group_above_that_is_seen(string own, string mounts, string outer, string inner, int? events)
    {
        using var tree = new RecordedTree().File("proc/self/cgroup", own).File("proc/self/mountinfo", mounts)
            .File(outer, "nr_periods 20\nnr_throttled 7\nthrottled_usec 1").File(inner, "nr_periods 20\nnr_throttled 5");

        Assert.Equal(events, Read(tree).QuotaEvents);
    }

    [Fact]
    public void A_clock_of_0_is_not_told()
    {
        using var tree = new RecordedTree().File("sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq", "0").File("sys/devices/system/cpu/cpu1/cpufreq/scaling_cur_freq", "<unknown>");

        Assert.Null(Read(tree).ClockHertz);
    }

    [Fact]
    public void A_parent_that_cannot_be_read_leaves_the_own_share_unknown()
    {
        using var tree = new RecordedTree().File("proc/self/stat", OwnStat);

        Assert.Null(Read(tree).Own);
    }

    [Fact]
    public void Workers_that_take_turns_count_as_own_while_they_live_and_after()
    {
        using var tree = new RecordedTree()
            .File("proc/self/stat", OwnStat).File("proc/42/stat", OwnStat)
            .File("proc/7/stat", "7 (inferbench) S 1 7 7 0 -1 4194304 1 0 0 0 10 5 2000 100 20 0 12 0")
            .File("proc/43/stat", "43 (inferbench) T 7 43 43 0 -1 4194304 1 0 0 0 50 10 0 0 20 0 12 0")
            .File("proc/99/stat", "99 (make) R 1 99 99 0 -1 4194304 1 0 0 0 7777 0 0 0 20 0 12 0");

        var probe = new MachineProbe(tree.Host, isVirtual: false, withSiblings: true);

        Assert.Equal((TimeSpan.FromSeconds(3.4 + 0.6 + 0.15 + 21), true), (probe.Read().Own!.Value, probe.Read().TakesTurns));
        Assert.Equal(TimeSpan.FromSeconds(3.4 + 0.15), Read(tree).Own);
    }

    [Fact]
    public void The_first_process_of_a_container_has_no_parent()
    {
        using var tree = new RecordedTree().File("proc/self/stat", "1 (x) S 0 1 1 0 -1 4194304 1 0 0 0 300 40 9 9 20 0 12 0");

        Assert.Equal(TimeSpan.FromSeconds(3.4), Read(tree).Own);
    }

    [Theory]
    [InlineData("35514.03 20367.14", 35514.03)]
    [InlineData("0.90 0.00", 0.9)]
    [InlineData("35514 20367", null)]
    [InlineData("-1.00 0.00", null)]
    [InlineData("", null)]
    public void How_long_it_has_been_running_is_read_in_hundredths(string uptime, double? seconds)
    {
        using var tree = new RecordedTree().File("proc/uptime", uptime);

        Assert.Equal(seconds, Read(tree).Uptime?.TotalSeconds);
    }

    [Fact]
    public void A_machine_without_any_of_it_tells_nothing()
    {
        using var tree = new RecordedTree().File("proc/self/stat", "rubbish");

        Assert.Equal(new MachineCounters(null, null, null, null, null, null), Read(tree));
    }
}
