using InferBench.Runner.Devices.Sampling;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Devices.Sampling;

public sealed class SampleRingTests
{
    private static void Add(SampleRing ring, params ReadOnlySpan<int> numbers)
    {
        foreach (int number in numbers)
            ring.Next(100 + number).Fill(number);
    }

    [Fact]
    public void Samples_lie_in_the_order_they_were_taken()
    {
        var ring = new SampleRing(4);
        Add(ring, 1, 2, 3);

        Assert.Equal((3, 3L, 0L), (ring.Count, ring.Taken, ring.Lost));
        Assert.Equal([101, 102, 103], Enumerable.Range(0, 3).Select(ring.Time));
        Assert.Equal([1, 2, 3], Enumerable.Range(0, 3).Select(i => ring.Value(i, MachineSeries.GpuClockReasons)));
    }

    [Fact]
    public void The_oldest_make_room_and_are_counted()
    {
        var ring = new SampleRing(4);
        Add(ring, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);

        Assert.Equal((4, 11L, 7L), (ring.Count, ring.Taken, ring.Lost));
        Assert.Equal([108, 109, 110, 111], Enumerable.Range(0, 4).Select(ring.Time));
        Assert.Equal([8, 9, 10, 11], Enumerable.Range(0, 4).Select(i => ring.Value(i, MachineSeries.CpuUser)));
        ring.Clear();
        Assert.Equal((0, 0L, 0L), (ring.Count, ring.Taken, ring.Lost));
    }
}
