using InferBench.Runner.Compare;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Compare;

public sealed class RoundSizeTests
{
    [Theory]
    [InlineData(0.01, 40, 3)]
    [InlineData(0.02, 25, 3)]
    [InlineData(0.1, 5, 3)]
    [InlineData(0.25, 2, 2)]
    [InlineData(60, 1, 1)]
    public void Long_trials_are_few(double seconds, int trials, int warmUp)
    {
        var settings = RoundSize.Of(new(), [Look(0.001), Look(seconds), Look(3600) with { Status = CaseStatus.Failed }]);

        Assert.Equal((trials, warmUp), (settings.Trials, settings.WarmUp));
    }

    [Fact]
    public void A_plan_may_say_how_many()
    {
        var settings = RoundSize.Of(new() { Trials = 9, WarmUp = 0 }, [Look(60)]);

        Assert.Equal((9, 0), (settings.Trials, settings.WarmUp));
    }

    [Fact]
    public void A_case_with_an_untimed_prompt_is_as_long_as_its_decode() => Assert.Equal(5, RoundSize.Of(new(), [Look(0.1, MetricId.DecodeTime)]).Trials);

    [Fact]
    public void Plans_with_other_trials_make_unlike_rounds_and_a_warm_up_beyond_the_most_does_not()
    {
        Assert.Empty(RoundSize.Unlike(new(), new() { WarmUp = 3, MaxTime = 3 }));
        Assert.Equal(
            [new(DifferenceKind.Settings, "--trials", null, "3", 1), new Difference(DifferenceKind.Settings, "--warmup", "10", "1", 1)],
            RoundSize.Unlike(new(), new() { Trials = 3, WarmUp = 1 }));
    }

    private static RunRecord Look(double seconds, string metric = MetricId.E2e) =>
        TestRecords.Ok() with { Statistics = new Dictionary<string, Distribution> { [metric] = TestRecords.Around(seconds, 0.01) } };
}
