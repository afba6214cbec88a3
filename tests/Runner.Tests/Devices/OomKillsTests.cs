using InferBench.Runner.Devices;
using InferBench.Runner.Harness;

namespace InferBench.Runner.Tests.Devices;

public sealed class OomKillsTests
{
    private const int Killed = 128 + 9;

    [Fact]
    public void Version_2_counts_in_memory_events()
    {
        using var tree = new RecordedTree()
            .File("proc/self/cgroup", "0::/a")
            .File("proc/vmstat", "nr_free_pages 1\noom_kill 7")
            .File("sys/fs/cgroup/a/memory.events", "low 0\nhigh 0\nmax 3\noom 2\noom_kill 2\noom_group_kill 0");

        Assert.Equal(new OomKills(2, 7), OomKills.Read(tree.Host));
    }

    [Fact]
    public void Version_1_counts_in_oom_control()
    {
        using var tree = new RecordedTree()
            .File("proc/self/cgroup", "4:memory:/a")
            .File("sys/fs/cgroup/memory/a/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 1")
            .File("sys/fs/cgroup/memory/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 3");

        Assert.Equal(new OomKills(4, null), OomKills.Read(tree.Host));
    }

    [Fact]
    public void A_kernel_that_does_not_count_says_nothing()
    {
        using var tree = new RecordedTree().File("proc/self/cgroup", "0::/");

        Assert.Equal(new OomKills(null, null), OomKills.Read(tree.Host));
    }

    [Fact]
    public void Only_a_count_that_rose_is_evidence()
    {
        Assert.Equal(
            "out of memory: the control group's count of such kills went from 1 to 2",
            ProcessEnd.WhyKilled(Killed, new(1, 1), new(2, 2)));
        Assert.Equal(
            "out of memory: the machine's count of such kills went from 1 to 2",
            ProcessEnd.WhyKilled(Killed, new(null, 1), new(null, 2)));
        Assert.Equal("not for want of memory: the kernel counted no such kill", ProcessEnd.WhyKilled(Killed, new(1, 1), new(1, 1)));
        Assert.Equal(
            "for want of memory or by hand: this kernel does not count kills for want of memory",
            ProcessEnd.WhyKilled(Killed, new(null, null), new(null, null)));
        Assert.Null(ProcessEnd.WhyKilled(128 + 11, new(1, 1), new(2, 2)));
    }
}
