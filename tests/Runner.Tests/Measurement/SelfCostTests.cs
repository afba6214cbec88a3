using InferBench.Runner.Measurement;

namespace InferBench.Runner.Tests.Measurement;

[Collection(nameof(Alone))]
public sealed class SelfCostTests
{
    // More than a test allocates, so that no collection falls between start and stop.
    private const long NoCollectionBytes = 16 << 20;

    [Fact]
    public void Counts_what_is_allocated_between_start_and_stop()
    {
        var cost = new SelfCost();

        Assert.True(GC.TryStartNoGCRegion(NoCollectionBytes));
        for (var span = 0; span < 2; span++)
        {
            cost.Start();
            GC.KeepAlive(new byte[1_000_000]);
            cost.Stop();
        }

        GC.EndNoGCRegion();
        // An array of bytes has a header and a length, and ends on a multiple of 8.
        Assert.Equal(2 * 1_000_024, cost.Allocated);
    }

    [Fact]
    public void Counts_what_is_collected_between_start_and_stop()
    {
        var cost = new SelfCost();

        for (var span = 0; span < 2; span++)
        {
            cost.Start();
            GC.Collect(0);
            cost.Stop();
        }

        Assert.InRange(cost.Collections, 2, int.MaxValue);
    }

    [Fact]
    public void What_another_thread_allocates_does_not_count()
    {
        var cost = new SelfCost();
        int state = 0;
        var other = new Thread(() =>
        {
            while (Volatile.Read(ref state) == 0)
                Thread.SpinWait(100);
            GC.KeepAlive(new byte[1_000_000]);
            Volatile.Write(ref state, 2);
        });
        other.Start();

        Assert.True(GC.TryStartNoGCRegion(NoCollectionBytes));
        cost.Start();
        Volatile.Write(ref state, 1);
        while (Volatile.Read(ref state) != 2)
            Thread.SpinWait(100);
        cost.Stop();
        GC.EndNoGCRegion();

        other.Join();
        Assert.Equal(0, cost.Allocated);
    }

    [Fact]
    public void Nothing_is_counted_before_the_first_span()
    {
        var cost = new SelfCost();

        Assert.Equal((0, 0), (cost.Allocated, cost.Collections));
    }
}
