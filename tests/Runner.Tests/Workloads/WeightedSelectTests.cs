using InferBench.Runner.Workloads;

namespace InferBench.Runner.Tests.Workloads;

public sealed class WeightedSelectTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(49)]
    [InlineData(3_000)]
    public void Finds_what_a_sorted_list_gives(int count)
    {
        var random = new Random(count);
        float[] logits = [.. Enumerable.Range(0, count).Select(_ => (float)random.Next(count))];
        // Whole numbers, so that sums are exact in any order.
        float[] weights = [.. Enumerable.Range(0, count).Select(_ => (float)random.Next(1, 50))];
        int[] order = [.. Enumerable.Range(0, count).OrderByDescending(id => logits[id]).ThenBy(id => id)];
        double total = weights.Sum(w => (double)w);

        foreach (double target in (double[])[0, 1, total / 3, total / 2, total - 1, total])
        {
            ulong[] keys = [.. Enumerable.Range(0, count).Select(id => LogitOrder.Key(logits[id], id))];
            int at = WeightedSelect.Reaching(keys, weights, target, out double reached);

            double sum = 0;
            int expected = Array.FindIndex(order, id => (sum += weights[id]) >= target);
            Assert.Equal((target, expected, sum), (target, at, reached));
            Assert.Equal(order[..(at + 1)].Order(), keys[..(at + 1)].Select(LogitOrder.Id).Order());
            Assert.Equal(order[at], LogitOrder.Id(keys[at]));
        }
    }

    [Fact]
    public void A_target_beyond_the_sum_gives_the_last() =>
        Assert.Equal(2, WeightedSelect.Reaching([LogitOrder.Key(3, 0), LogitOrder.Key(1, 1), LogitOrder.Key(2, 2)], [1, 1, 1], 3.5, out _));

    [Theory]
    [InlineData(1, 100)]
    [InlineData(40, 5_000)]
    [InlineData(5_000, 5_000)]
    public void The_top_are_those_of_a_full_sort(int k, int count)
    {
        var random = new Random(k);
        float[] logits = [.. Enumerable.Range(0, count).Select(_ => (float)random.Next(-count / 4, count / 4))];
        var top = new ulong[k];

        LogitOrder.SelectTop(logits, top);

        Assert.Equal(
            Enumerable.Range(0, count).OrderByDescending(id => logits[id]).ThenBy(id => id).Take(k),
            top.Order().Select(LogitOrder.Id));
    }

    [Fact]
    public void Keys_rise_as_logits_fall()
    {
        float[] falling = [float.PositiveInfinity, float.MaxValue, 1, float.Epsilon, 0, -float.Epsilon, -1, float.MinValue, float.NegativeInfinity];

        ulong[] keys = [.. falling.Select(logit => LogitOrder.Key(logit, 9))];

        Assert.Equal(keys.Order(), keys);
        Assert.Equal(keys.Length, keys.Distinct().Count());
    }
}
