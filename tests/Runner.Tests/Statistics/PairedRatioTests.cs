using InferBench.Runner.Records;
using InferBench.Runner.Statistics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace InferBench.Runner.Tests.Statistics;

public sealed class PairedRatioTests
{
    [Fact]
    public void What_moves_both_of_a_pair_drops_out()
    {
        var estimate = PairedRatio.Of([1, 8, 2, 64, 4], [2, 16, 4, 128, 8]);

        Assert.Equal(2, estimate.Ratio, 1e-12);
        Assert.Equal(2, estimate.Interval.Low, 1e-12);
        Assert.Equal(2, estimate.Interval.High, 1e-12);
        Assert.Equal(2.0 / 32, estimate.PValue, 1e-12);
    }

    [Fact]
    public void The_median_pair_decides() => Assert.Equal(2, PairedRatio.Of([1, 1, 1], [2, 100, 1]).Ratio, 1e-12);

    [Fact]
    public void Equal_values_have_a_p_value_of_1() => Assert.Equal(new RatioEstimate(1, new Interval(1, 1), 1), PairedRatio.Of([3, 5], [3, 5]));

    [Fact]
    public void The_more_pairs_agree_the_surer_up_to_what_resamples_tell()
    {
        double[] Ones(int n) => [.. Enumerable.Repeat(1.0, n)];
        double[] Twos(int n) => [.. Enumerable.Repeat(2.0, n)];

        Assert.Equal(2.0 / 512, PairedRatio.Of(Ones(9), Twos(9)).PValue, 1e-12);
        Assert.Equal(2.0 / 10_001, PairedRatio.Of(Ones(30), Twos(30)).PValue);
    }

    [Theory]
    // Of n pairs the exact interval leaves out k at each end: tables of the sign test.
    [InlineData(6, 0)]
    [InlineData(8, 0)]
    [InlineData(9, 1)]
    [InlineData(12, 2)]
    [InlineData(20, 5)]
    public void The_interval_is_no_narrower_than_that_of_the_sign_test(int n, int outside)
    {
        double[] after = [.. Enumerable.Range(1, n).Select(i => Math.Exp(i))];

        var interval = PairedRatio.Of([.. Enumerable.Repeat(1.0, n)], after).Interval;

        Assert.InRange(Math.Log(interval.Low), 0.99, outside + 1.001);
        Assert.InRange(Math.Log(interval.High), n - outside - 0.001, n + 0.01);
    }

    [Fact]
    public void One_of_ten_pairs_against_the_others_counts() =>
        Assert.Equal(22.0 / 1024, PairedRatio.Of([.. Enumerable.Repeat(1.0, 10)], [0.5, .. Enumerable.Repeat(2.0, 9)]).PValue, 1e-12);

    [Fact]
    public void Few_pairs_raise_no_more_false_alarms_than_they_may()
    {
        var random = new Xoshiro256StarStar(6, threadSafe: false);
        int alarms = 0;
        for (int round = 0; round < 400; round++)
        {
            double[] Draw() => [.. Enumerable.Range(0, 8).Select(_ => LogNormal.Sample(random, 0, 0.2))];
            var estimate = PairedRatio.Of(Draw(), Draw(), resamples: 300, seed: round);
            alarms += estimate.Interval is not { Low: <= 1, High: >= 1 } && estimate.PValue <= 0.05 ? 1 : 0;
        }

        // A sign test of eight pairs alarms in 2 / 256 of all cases: 3 of 400.
        Assert.InRange(alarms, 0, 10);
    }

    [Fact]
    public void Three_pairs_are_drawn_one_by_one()
    {
        // The cube root of 3 rounds to 1. The median of three draws of three is the least with probability 7/27.
        var interval = PairedRatio.Of([1, 1, 1], [2, 4, 8]).Interval;

        Assert.Equal(new Interval(2, 8), new Interval(Math.Round(interval.Low, 12), Math.Round(interval.High, 12)));
    }

    [Fact]
    public void The_seed_decides()
    {
        double[] before = [.. Enumerable.Range(1, 30).Select(i => Math.Sqrt(i))], after = [.. Enumerable.Range(1, 30).Select(i => 31.0 - i)];

        Assert.Equal(PairedRatio.Of(before, after, seed: 7), PairedRatio.Of(before, after, seed: 7));
        Assert.NotEqual(PairedRatio.Of(before, after, seed: 7), PairedRatio.Of(before, after, seed: 8));
    }

    [Fact]
    public void Neighbours_that_are_alike_make_the_interval_wider()
    {
        // Three long steps: drawn one by one their order would not matter, in blocks of their neighbours they do.
        double[] ones = [.. Enumerable.Repeat(1.0, 90)];
        double[] steps = [.. Enumerable.Range(0, 90).Select(i => 1 + i / 30 * 0.1 + i % 30 * 0.001)];
        double[] mixed = [.. Enumerable.Range(0, 90).Select(i => steps[i * 37 % 90])];

        Assert.True(Width(steps) > 1.5 * Width(mixed), $"{Width(steps)} {Width(mixed)}");

        double Width(double[] after) => PairedRatio.Of(ones, after).Interval is var i ? i.High - i.Low : 0;
    }

    [Fact]
    public void The_interval_holds_the_truth_about_as_often_as_it_says_however_the_machine_drifts()
    {
        var random = new Xoshiro256StarStar(5, threadSafe: false);
        int held = 0;
        for (int round = 0; round < 300; round++)
        {
            double[] machine = [.. Enumerable.Range(0, 30).Select(i => 1 + i / 10.0)];
            var interval = PairedRatio.Of(
                [.. machine.Select(m => m * LogNormal.Sample(random, 0, 0.05))], [.. machine.Select(m => 1.1 * m * LogNormal.Sample(random, 0, 0.05))], resamples: 500, seed: round).Interval;
            held += interval.Low <= 1.1 && interval.High >= 1.1 ? 1 : 0;
        }

        // 95 % of 300 is 285, with a standard deviation of 3.8; the sign test of 30 pairs holds 95.7 %.
        Assert.InRange(held, 276, 299);
    }

    [Theory]
    [InlineData(new double[0], new double[0])]
    [InlineData(new[] { 1.0 }, new[] { 1.0, 2 })]
    [InlineData(new[] { 0.0 }, new[] { 1.0 })]
    [InlineData(new[] { 1.0 }, new[] { double.NaN })]
    [InlineData(new[] { double.PositiveInfinity }, new[] { 1.0 })]
    public void What_has_no_ratio_is_refused(double[] before, double[] after) =>
        Assert.Throws<ArgumentException>(() => PairedRatio.Of(before, after));
}
