using InferBench.Runner.Devices;

namespace InferBench.Runner.Tests.Devices;

public sealed class CgroupProbeTests
{
    [Fact]
    public void Without_a_mount_table_the_usual_places_are_read()
    {
        using var tree = new RecordedTree()
            .File("proc/self/cgroup", "3:cpu:/a\n2:memory:/a/b\n0::/")
            .File("sys/fs/cgroup/cpu/a/cpu.cfs_quota_us", "-1")
            .File("sys/fs/cgroup/cpu/a/cpu.cfs_period_us", "100000")
            .File("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "50000")
            .File("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000")
            .File("sys/fs/cgroup/memory/a/memory.limit_in_bytes", "1000000")
            .File("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712");
        Assert.Equal(new CgroupLimits(1_000_000, 0.5), CgroupProbe.Read(tree.Host));
    }

    [Fact]
    public void A_container_with_its_own_namespace_sees_its_limits_at_the_mount()
    {
        using var tree = new RecordedTree()
            .File("proc/self/cgroup", "0::/")
            .File("proc/self/mountinfo", "35 24 0:29 / /sys/fs/cgroup ro - cgroup2 cgroup rw")
            .File("sys/fs/cgroup/cpu.max", "400000 100000")
            .File("sys/fs/cgroup/memory.max", "max");
        Assert.Equal(new CgroupLimits(null, 4), CgroupProbe.Read(tree.Host));
    }

    [Fact]
    public void Paths_above_the_namespace_and_escaped_mounts_are_understood()
    {
        using var tree = new RecordedTree()
            .File("proc/self/cgroup", "0::/../other")
            .File("proc/self/mountinfo", "35 24 0:29 / /sys/fs/c\\040group ro - cgroup2 cgroup rw")
            .File("sys/fs/c group/memory.max", "77")
            .File("sys/fs/other/memory.max", "5");
        Assert.Equal(new CgroupLimits(77, null), CgroupProbe.Read(tree.Host));
    }

    [Theory]
    [InlineData("max 100000")]
    [InlineData("100000 0")]
    [InlineData("-1 100000")]
    [InlineData("rubbish")]
    [InlineData("")]
    public void No_quota_is_no_limit(string cpuMax)
    {
        using var tree = new RecordedTree()
            .File("proc/self/cgroup", "0::/")
            .File("sys/fs/cgroup/cpu.max", cpuMax)
            .File("sys/fs/cgroup/memory.max", "9223372036854710272");
        Assert.Equal(new CgroupLimits(null, null), CgroupProbe.Read(tree.Host));
    }
}
