using InferBench.Runner.Statistics;

namespace InferBench.Runner.Tests.Statistics;

public sealed class DescriptiveTests
{
    [Fact]
    public void Describes_samples_in_any_order_by_hand_computed_figures()
    {
        var d = Descriptive.Describe([10, 2, 1, 4, 3]);

        Assert.Equal(5, d.Count);
        Assert.Equal(4, d.Mean);
        Assert.Equal(Math.Sqrt(12.5), d.StandardDeviation);
        Assert.Equal(3, d.Median);
        Assert.Equal(1, d.Mad);
        Assert.Equal(1, d.Min);
        Assert.Equal(10, d.Max);
        Assert.Equal(1.2, d.P5, 12);
        Assert.Equal(8.8, d.P95, 12);
        Assert.Null(d.P99);
        Assert.Null(d.MedianInterval);
        Assert.Equal(1, d.Outliers);
    }

    [Fact]
    public void One_sample_has_no_deviation()
    {
        var d = Descriptive.Describe([7.5]);

        Assert.Null(d.StandardDeviation);
        Assert.Equal((7.5, 7.5, 7.5, 7.5, 7.5, 7.5), (d.Mean, d.Median, d.Min, d.Max, d.P5, d.P95));
        Assert.Equal((0, 0), (d.Mad, d.Outliers));
    }

    [Theory]
    [InlineData(99, null)]
    [InlineData(100, 99.01)]
    [InlineData(101, 100.0)]
    public void The_99th_percentile_needs_100_samples(int count, double? expected)
    {
        var d = Descriptive.Describe([.. Enumerable.Range(1, count).Select(i => (double)i)]);

        Assert.Equal(expected is null, d.P99 is null);
        Assert.Equal(expected ?? 0, d.P99 ?? 0, 10);
    }

    [Fact]
    public void A_sample_on_the_fence_is_no_outlier()
    {
        // Quartiles 2 and 4: the fences stand at -1 and 7.
        Assert.Equal(0, Descriptive.Describe([2, 2, 3, 4, 4, 7, -1, 3, 3]).Outliers);
        Assert.Equal(2, Descriptive.Describe([2, 2, 3, 4, 4, 7.1, -1.1, 3, 3]).Outliers);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(0.25, 17.5)]
    [InlineData(0.5, 25)]
    [InlineData(1, 40)]
    public void Percentiles_interpolate_between_order_statistics(double fraction, double expected) =>
        Assert.Equal(expected, Descriptive.Percentile([10, 20, 30, 40], fraction));

    [Fact]
    public void The_samples_stay_as_they_were()
    {
        double[] samples = [3, 1, 2];

        Descriptive.Describe(samples);

        Assert.Equal([3, 1, 2], samples);
    }

    [Fact]
    public void No_samples_are_refused() =>
        Assert.Throws<ArgumentException>(() => Descriptive.Describe([]));
}
