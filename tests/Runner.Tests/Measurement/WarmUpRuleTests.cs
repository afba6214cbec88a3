using InferBench.Runner.Measurement;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Measurement;

public sealed class WarmUpRuleTests
{
    [Fact]
    public void A_steady_series_settles_after_three() => Assert.Equal((3, true), Run(_ => 100));

    [Fact]
    public void A_falling_series_settles_when_it_is_flat() =>
        Assert.Equal((7, true), Run(i => new long[] { 900, 300, 200, 150, 102, 101, 100, 100, 100, 100 }[i]));

    [Fact]
    public void An_alternating_series_runs_to_the_cap() => Assert.Equal((10, false), Run(i => 100 + 10 * (i % 2)));

    [Fact]
    public void A_step_starts_the_count_again() => Assert.Equal((5, true), Run(i => i < 2 ? 200 : 100));

    [Fact]
    public void Two_modes_settle_on_three_of_one() => Assert.Equal((6, true), Run(i => i is 1 or 2 ? 130 : 100));

    [Theory]
    [InlineData(1_050, true)]
    [InlineData(1_051, false)]
    public void Five_percent_apart_still_agrees(long slowest, bool settled) =>
        Assert.Equal(settled, WarmUpRule.HasSettled([[5_000, 1_000, slowest, 1_000]]));

    [Fact]
    public void Every_watched_series_must_settle()
    {
        Assert.True(WarmUpRule.HasSettled([[10, 10, 10], [700, 701, 702]]));
        Assert.False(WarmUpRule.HasSettled([[10, 10, 10], [700, 800, 702]]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Fewer_than_three_cannot_tell(int cap) =>
        Assert.Equal((cap, false), Run(_ => 100, new MeasurementSettings { WarmUp = cap }));

    [Fact]
    public void A_third_of_the_time_limit_ends_it()
    {
        var rule = new WarmUpRule(new MeasurementSettings { MaxTime = 90 });

        Assert.True(rule.WantsMore(1, TimeSpan.FromSeconds(29), [[29]]));
        Assert.False(rule.WantsMore(1, TimeSpan.FromSeconds(30), [[30]]));
    }

    private static (int Trials, bool Settled) Run(Func<int, long> next, MeasurementSettings? settings = null)
    {
        var rule = new WarmUpRule(settings ?? new MeasurementSettings());
        var series = new List<long>();
        while (rule.WantsMore(series.Count, TimeSpan.Zero, [series]))
            series.Add(next(series.Count));
        return (series.Count, WarmUpRule.HasSettled([series]));
    }
}
