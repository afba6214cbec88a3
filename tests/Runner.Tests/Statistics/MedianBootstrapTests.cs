using InferBench.Runner.Records;
using InferBench.Runner.Statistics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace InferBench.Runner.Tests.Statistics;

public sealed class MedianBootstrapTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Draws_have_the_distribution_of_every_possible_resample(int n)
    {
        const int draws = 100_000;
        // Powers of three: no two pairs of ranks have the same mean.
        double[] sorted = [.. Enumerable.Range(0, n).Select(i => Math.Pow(3, i))];
        var expected = AllResamples(n).Select(ranks => Median(ranks, sorted)).CountBy(m => m)
            .ToDictionary(m => m.Key, m => m.Value / Math.Pow(n, n));
        var random = new Xoshiro256StarStar(1, threadSafe: false);

        var seen = Enumerable.Range(0, draws).Select(_ => MedianBootstrap.DrawMedian(sorted, random))
            .CountBy(m => m).ToDictionary();

        Assert.Subset(expected.Keys.ToHashSet(), seen.Keys.ToHashSet());
        foreach (var (median, p) in expected)
        {
            var tolerance = 5 * Math.Sqrt(p * (1 - p) / draws) + 1e-12;
            Assert.Equal(p, seen.GetValueOrDefault(median) / (double)draws, tolerance);
        }
    }

    [Theory]
    [InlineData(7)]
    [InlineData(21)]
    [InlineData(101)]
    public void Odd_sizes_match_the_binomial_law_of_the_median(int n)
    {
        const int draws = 100_000;
        double[] sorted = [.. Enumerable.Range(0, n)];
        var random = new Xoshiro256StarStar(2, threadSafe: false);
        var ranks = new int[n];
        for (var i = 0; i < draws; i++)
            ranks[(int)MedianBootstrap.DrawMedian(sorted, random)]++;

        var below = 0;
        for (var k = 0; k < n - 1; k++)
        {
            below += ranks[k];
            // The median's rank is at most k when more than half of the draws are.
            var p = 1 - Binomial.CDF((k + 1.0) / n, n, (n - 1) / 2);
            Assert.Equal(p, below / (double)draws, 5 * Math.Sqrt(p * (1 - p) / draws) + 5.0 / draws);
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(31)]
    [InlineData(100)]
    [InlineData(500)]
    public void Intervals_match_those_of_plain_resampling(int n)
    {
        var random = new Xoshiro256StarStar(3, threadSafe: false);
        double[] samples = [.. Enumerable.Range(0, n).Select(_ => LogNormal.Sample(random, 0, 0.3))];
        var sorted = Descriptive.Sorted(samples);

        var direct = MedianBootstrap.Interval(samples, seed: 4);
        var plain = PlainBootstrap(sorted, random);

        Assert.InRange(RankOf(direct.Low) - RankOf(plain.Low), -1, 1);
        Assert.InRange(RankOf(direct.High) - RankOf(plain.High), -1, 1);

        int RankOf(double value) => sorted.Count(x => x < value);
    }

    [Fact]
    public void Five_samples_are_bounded_by_the_extremes_alone() =>
        Assert.Equal(new Interval(1, 9), MedianBootstrap.Interval([5, 1, 9, 4, 6], seed: 0));

    [Fact]
    public void Equal_samples_have_an_interval_of_no_width() =>
        Assert.Equal(new Interval(3, 3), MedianBootstrap.Interval([3, 3, 3, 3], seed: 0));

    [Fact]
    public void The_seed_decides_the_interval()
    {
        // Made once and written down: a change of generator or of sampling method shows here.
        double[] samples = [.. Enumerable.Range(0, 60).Select(i => Math.Sqrt(i))];

        Assert.Equal(MedianBootstrap.Interval(samples, 7), MedianBootstrap.Interval(samples, 7));
        Assert.Equal(new Interval(4.69041575982343, 6.082207001484488), MedianBootstrap.Interval(samples, 7));
    }

    [Fact]
    public void No_samples_are_refused() =>
        Assert.Throws<ArgumentException>(() => MedianBootstrap.Interval([], seed: 0));

    private static IEnumerable<int[]> AllResamples(int n)
    {
        for (var code = 0; code < Math.Pow(n, n); code++)
        {
            var rest = code;
            var ranks = new int[n];
            for (var i = 0; i < n; i++, rest /= n)
                ranks[i] = rest % n;
            yield return ranks;
        }
    }

    private static double Median(int[] ranks, double[] sorted)
    {
        Array.Sort(ranks);
        var n = ranks.Length;
        return n % 2 == 1 ? sorted[ranks[n / 2]] : (sorted[ranks[n / 2 - 1]] + sorted[ranks[n / 2]]) / 2;
    }

    private static Interval PlainBootstrap(double[] sorted, Random random)
    {
        var medians = new double[MedianBootstrap.Resamples];
        var ranks = new int[sorted.Length];
        for (var i = 0; i < medians.Length; i++)
        {
            for (var j = 0; j < ranks.Length; j++)
                ranks[j] = random.Next(sorted.Length);
            medians[i] = Median(ranks, sorted);
        }

        Array.Sort(medians);
        return new Interval(Descriptive.Percentile(medians, 0.025), Descriptive.Percentile(medians, 0.975));
    }
}
