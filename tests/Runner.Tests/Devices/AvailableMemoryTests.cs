using InferBench.Runner.Devices;

namespace InferBench.Runner.Tests.Devices;

public sealed class AvailableMemoryTests
{
    [Fact]
    public void Without_a_limit_it_is_what_the_machine_has_left()
    {
        using var tree = Machines.BareMetal();
        Assert.Equal(209_715_200L * 1024, AvailableMemory.Read(tree.Host));
    }

    [Fact]
    public void A_group_has_left_what_it_does_not_use_for_more_than_files()
    {
        using var tree = new RecordedTree()
            .File("proc/meminfo", "MemTotal: 9000 kB\nMemAvailable: 8000 kB")
            .File("proc/self/cgroup", "0::/a/b")
            .File("proc/self/mountinfo", "35 24 0:29 / /sys/fs/cgroup rw - cgroup2 cgroup rw")
            .File("sys/fs/cgroup/a/b/memory.max", "max")
            .File("sys/fs/cgroup/a/b/memory.current", "100")
            .File("sys/fs/cgroup/a/memory.max", "1000")
            .File("sys/fs/cgroup/a/memory.current", "700")
            .File("sys/fs/cgroup/a/memory.stat", "anon 300\nfile 400\ninactive_file 150\nactive_file 250");
        Assert.Equal(700, AvailableMemory.Read(tree.Host));
    }

    [Fact]
    public void Version_1_counts_the_files_of_groups_below_apart()
    {
        using var tree = new RecordedTree()
            .File("proc/meminfo", "MemAvailable: 8000 kB")
            .File("proc/self/cgroup", "2:memory:/")
            .File("sys/fs/cgroup/memory/memory.limit_in_bytes", "1000")
            .File("sys/fs/cgroup/memory/memory.usage_in_bytes", "700")
            .File("sys/fs/cgroup/memory/memory.stat", "inactive_file 1\nactive_file 2\ntotal_inactive_file 100\ntotal_active_file 50");
        Assert.Equal(450, AvailableMemory.Read(tree.Host));
    }

    [Fact]
    public void A_group_over_its_limit_has_nothing_left()
    {
        using var tree = new RecordedTree()
            .File("proc/self/cgroup", "0::/")
            .File("sys/fs/cgroup/memory.max", "1000")
            .File("sys/fs/cgroup/memory.current", "1200");
        Assert.Equal(0, AvailableMemory.Read(tree.Host));
    }

    [Fact]
    public void A_machine_that_tells_nothing_is_not_guessed_at()
    {
        using var tree = new RecordedTree().File("proc/self/cgroup", "0::/").File("sys/fs/cgroup/memory.max", "1000");
        Assert.Null(AvailableMemory.Read(tree.Host));
    }
}
