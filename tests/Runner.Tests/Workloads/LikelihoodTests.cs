using InferBench.Runner.Workloads;

namespace InferBench.Runner.Tests.Workloads;

/// <summary>The parts of a sampler that put tokens in order, held against a full sort.</summary>
public sealed class LikelihoodTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 1)]
    [InlineData(3_000, 0.01f)]
    [InlineData(3_000, 1)]
    [InlineData(3_000, 50)]
    public void Sums_reach_a_target_where_those_of_a_sorted_list_do(int count, float scale)
    {
        var random = new Random(count);
        float[] logits = [.. Enumerable.Range(0, count).Select(_ => MathF.Round((float)random.NextDouble() * 400) / 16)];
        float max = logits.Max();
        int[] order = [.. Enumerable.Range(0, count).OrderByDescending(id => logits[id]).ThenBy(id => id)];
        double[] sums = new double[count];
        for (int i = 0; i < count; i++)
            sums[i] = (i > 0 ? sums[i - 1] : 0) + MathF.Exp((logits[order[i]] - max) * scale);
        var buckets = new LikelihoodBuckets(count);
        buckets.Fill(logits, max, scale);

        foreach (int at in new[] { 0, count / 100, count / 10, count / 3, count - 1 }.Distinct().Where(i => i == 0 || sums[i] - sums[i - 1] > 1e-5 * sums[i]))
        {
            // Half a weight that is not too small before the sum: no rounding decides.
            double target = sums[at] - (sums[at] - (at > 0 ? sums[at - 1] : 0)) / 2;
            Assert.Equal((at, order[at]), (at, buckets.Reaching(logits, target, out double reached)));
            Assert.Equal(sums[at], reached, 1e-4 * sums[at]);
            Assert.Equal(sums[at], buckets.WeightOfTop(logits, at + 1), 1e-4 * sums[at]);
        }

        Assert.Equal(sums[^1], buckets.WeightOfTop(logits, count + 5), 1e-4 * sums[^1]);
    }

    [Fact]
    public void The_whole_sum_is_reached_by_the_last_that_has_a_weight()
    {
        var buckets = new LikelihoodBuckets(4);
        float[] logits = [3, -1e6f, 1, 2];
        buckets.Fill(logits, 3, 1);

        Assert.Equal(1, buckets.WeightOfTop(logits, 1), 1e-6);
        Assert.Equal(2, buckets.Reaching(logits, buckets.WeightOfTop(logits, 4), out _));
    }

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
