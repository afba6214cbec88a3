using InferBench.Runner.Measurement;

namespace InferBench.Runner.Tests.Measurement;

// The counts are the whole process's, and other tests allocate too: only lower bounds can be asserted.
public sealed class SelfCostTests
{
    [Fact]
    public void Counts_what_is_allocated_and_collected_between_start_and_stop()
    {
        var cost = new SelfCost();

        for (var span = 0; span < 2; span++)
        {
            cost.Start();
            GC.KeepAlive(new byte[1_000_000]);
            GC.Collect(0);
            cost.Stop();
        }

        Assert.InRange(cost.Allocated, 2_000_000, long.MaxValue);
        Assert.InRange(cost.Collections, 2, int.MaxValue);
    }

    [Fact]
    public void Nothing_is_counted_before_the_first_span()
    {
        var cost = new SelfCost();

        Assert.Equal((0, 0), (cost.Allocated, cost.Collections));
    }
}
