using System.Collections;
using InferBench.Runner.Measurement;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Measurement;

public sealed class StoppingRuleTests
{
    private const long Ms = 1_000_000;

    [Fact]
    public void A_steady_series_stops_when_the_least_time_is_in() =>
        Assert.Equal((100, StopReason.Converged), Run(_ => 10 * Ms));

    [Fact]
    public void Long_trials_stop_at_the_least_number() =>
        Assert.Equal((5, StopReason.Converged), Run(_ => 3_000 * Ms));

    [Fact]
    public void What_is_known_well_at_the_limit_has_converged_however_long_the_warm_up_took()
    {
        var rule = new StoppingRule(new() { MinTime = 1, MaxTime = 1 });
        long[] series = [.. Enumerable.Repeat(10 * Ms, 50)];

        Assert.Null(rule.After(49, TimeSpan.FromSeconds(0.49), TimeSpan.FromSeconds(0.99), [series]));
        Assert.Equal(StopReason.Converged, rule.After(50, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1), [series]));
    }

    [Fact]
    public void A_rising_series_runs_into_the_limit()
    {
        var (trials, reason) = Run(i => (100 + i) * Ms);

        Assert.Equal(StopReason.Limit, reason);
        // The first count whose sum is 60 s.
        Assert.Equal(261, trials);
    }

    [Fact]
    public void A_series_alternating_by_one_percent_is_narrow_enough() =>
        Assert.Equal((100, StopReason.Converged), Run(i => (100 + i % 2) * Ms / 10));

    [Fact]
    public void A_series_alternating_by_ten_percent_runs_into_the_limit() =>
        Assert.Equal(StopReason.Limit, Run(i => (10 + i % 2) * Ms).Reason);

    [Fact]
    public void A_step_is_outvoted_by_later_trials()
    {
        // 1 s is in at trial 70, 30 of them slow; the next check finds 54 fast ones against 30.
        Assert.Equal((84, StopReason.Converged), Run(i => (i < 30 ? 20 : 10) * Ms));
    }

    [Fact]
    public void Two_equal_modes_run_into_the_limit() =>
        Assert.Equal(StopReason.Limit, Run(i => (IsOdd(i * 7 / 3) ? 10 : 13) * Ms).Reason);

    [Fact]
    public void A_rare_second_mode_does_not_move_the_median() =>
        Assert.Equal(StopReason.Converged, Run(i => (i % 10 == 3 ? 13 : 10) * Ms).Reason);

    [Fact]
    public void A_wider_interval_can_be_asked_for()
    {
        var settings = new MeasurementSettings { RelativeInterval = 0.06 };

        Assert.Equal(StopReason.Converged, Run(i => (10 + i % 2) * Ms, settings).Reason);
    }

    [Fact]
    public void Every_watched_series_must_be_narrow()
    {
        var rule = new StoppingRule(new MeasurementSettings());
        long[] steady = [10, 10, 10, 10, 10];
        long[] wild = [10, 20, 10, 20, 10];
        var second = TimeSpan.FromSeconds(1);

        Assert.Null(rule.After(5, second, second, [steady, wild]));
        Assert.Equal(
            StopReason.Converged,
            new StoppingRule(new MeasurementSettings()).After(5, second, second, [steady, steady]));
    }

    [Fact]
    public void Trials_longer_than_the_limit_stop_after_one() =>
        Assert.Equal((1, StopReason.Limit), Run(_ => 70_000 * Ms));

    [Fact]
    public void The_limit_counts_before_five_trials() =>
        Assert.Equal((3, StopReason.Limit), Run(_ => 20_000 * Ms));

    [Fact]
    public void An_interval_that_is_narrow_at_the_limit_has_converged()
    {
        var rule = new StoppingRule(new MeasurementSettings());
        var second = TimeSpan.FromSeconds(1);
        long[] series = [20, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10];

        Assert.Null(rule.After(10, second, second, [[20, 10, 20, 10, 20, 10, 20, 10, 20, 10]]));
        Assert.Null(rule.After(11, second, second, [series]));
        Assert.Equal(StopReason.Converged, rule.After(11, second, TimeSpan.FromSeconds(60), [series]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(500)]
    public void A_number_of_trials_overrides_all_else(int trials) =>
        Assert.Equal(
            (trials, StopReason.FixedTrials),
            Run(i => (1 + i % 5) * 1_000 * Ms, new MeasurementSettings { Trials = trials }));

    [Fact]
    public void The_interval_is_computed_at_few_of_many_trials()
    {
        var rule = new StoppingRule(new MeasurementSettings { MinTime = 0 });
        var series = new CountedSeries([10, 20, 10, 20, 10, 20]);
        for (var trial = 1; trial <= 100_000; trial++)
            Assert.Null(rule.After(trial, TimeSpan.Zero, TimeSpan.Zero, [series]));

        // 5 x 1.2^54 is about 100,000.
        Assert.InRange(series.Reads, 30, 54);
    }

    private static (int Trials, StopReason Reason) Run(
        Func<int, long> nanoseconds, MeasurementSettings? settings = null)
    {
        var rule = new StoppingRule(settings ?? new MeasurementSettings());
        var series = new List<long>();
        var measured = TimeSpan.Zero;
        while (true)
        {
            series.Add(nanoseconds(series.Count));
            measured += TimeSpan.FromTicks(series[^1] / TimeSpan.NanosecondsPerTick);
            if (rule.After(series.Count, measured, measured, [series]) is { } reason)
                return (series.Count, reason);
        }
    }

    private static bool IsOdd(int i) => i % 2 == 1;

    private sealed class CountedSeries(long[] values) : IReadOnlyList<long>
    {
        public int Reads { get; private set; }

        public int Count => values.Length;

        public long this[int index] => values[index];

        public IEnumerator<long> GetEnumerator()
        {
            Reads++;
            return values.AsEnumerable().GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
