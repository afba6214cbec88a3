using InferBench.Runner.Devices;

namespace InferBench.Runner.Tests.Devices;

public sealed class AutoThreadsTests
{
    [Theory]
    [InlineData(8, 4, null, 4)]
    [InlineData(4, 4, null, 4)]
    [InlineData(2, 1, null, 2)]
    [InlineData(1, 1, null, 1)]
    [InlineData(6, null, null, 6)]
    [InlineData(8, 4, 1.5, 2)]
    [InlineData(8, 4, 3.0, 3)]
    [InlineData(8, 4, 6.0, 4)]
    [InlineData(2, 1, 0.5, 1)]
    [InlineData(0, null, null, 1)]
    public void Threads_follow_cores_and_limit(int logical, int? physical, double? limit, int threads) =>
        Assert.Equal(threads, AutoThreads.Choose(logical, physical, limit));

    [Fact]
    public void Recorded_machines_get_their_threads()
    {
        using var server = Machines.BareMetal();
        using var small = Machines.SmallVirtualMachine();
        using var container = Machines.Container();
        Assert.Equal(4, AutoThreads.Choose(new EnvironmentProbe(server.Root).Read()));
        Assert.Equal(2, AutoThreads.Choose(new EnvironmentProbe(small.Root).Read()));
        Assert.Equal(2, AutoThreads.Choose(new EnvironmentProbe(container.Root).Read()));
    }
}
