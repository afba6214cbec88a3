using InferBench.Runner.Plan;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Plan;

public sealed class KernelRotationTests
{
    private const long GiB = 1 << 30;

    private static CpuInfo Cpu(long last) => new()
    {
        Model = "Test CPU",
        Architecture = "X64",
        LogicalCores = 2,
        Caches = [new() { Level = 1, Kind = "instruction", Bytes = 4 * GiB, Count = 2 }, new() { Level = 3, Kind = "unified", Bytes = last, Count = 2 }],
    };

    [Theory]
    [InlineData(32 << 20, null, GiB)]
    [InlineData(GiB, null, 4 * GiB)]
    [InlineData(GiB, 6 * GiB, 3 * GiB)]
    [InlineData(32 << 20, GiB, GiB / 2)]
    public void Beyond_the_last_caches_as_far_as_memory_goes(long last, long? available, long bytes) =>
        Assert.Equal(bytes, KernelRotation.Bytes(Cpu(last), available));
}
