using InferBench.Runner.Records;
using InferBench.Runner.Statistics;

namespace InferBench.Runner.Tests.Statistics;

public sealed class SampleSubsetTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(SampleSeries.MaxKept)]
    public void Few_samples_are_all_kept(int count)
    {
        var samples = Numbers(count);

        var series = SampleSubset.Take(samples, seed: 0);

        Assert.Equal(count, series.Count);
        Assert.Equal(samples, series.Values);
    }

    [Theory]
    [InlineData(SampleSeries.MaxKept + 1)]
    [InlineData(50_000)]
    public void Many_samples_are_thinned_in_order_with_their_full_count(int count)
    {
        var series = SampleSubset.Take(Numbers(count), seed: 5);

        Assert.Equal(count, series.Count);
        Assert.Equal(SampleSeries.MaxKept, series.Values.Count);
        Assert.Equal(series.Values.Distinct().Order(), series.Values);
    }

    [Fact]
    public void Every_part_of_the_series_is_kept_alike()
    {
        var kept = new int[10];
        for (var seed = 0; seed < 50; seed++)
        {
            foreach (var value in SampleSubset.Take(Numbers(20_000), seed).Values)
                kept[value / 2_000]++;
        }

        // 50 x 200 of each tenth, and five standard deviations of a binomial count around it.
        Assert.All(kept, count => Assert.InRange(count, 9_500, 10_500));
    }

    [Fact]
    public void The_seed_decides_the_subset()
    {
        var samples = Numbers(10_000);

        Assert.Equal(SampleSubset.Take(samples, 1).Values, SampleSubset.Take(samples, 1).Values);
        Assert.NotEqual(SampleSubset.Take(samples, 1).Values, SampleSubset.Take(samples, 2).Values);
    }

    private static long[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(i => (long)i)];
}
