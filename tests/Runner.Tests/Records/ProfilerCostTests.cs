using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Records;

public sealed class ProfilerCostTests
{
    [Fact]
    public void The_cheapest_calls_time_is_taken_off_every_call_and_the_rest_off_what_is_between()
    {
        // 1,000 ns at 1.25 times are 200 ns too many; 3 calls of 20 ns at least are 60 of them.
        var phase = ChosenProfiles.Decode(step: 1000, between: 300, ("a", 1, 600), ("b", 2, 40));
        var cost = ProfilerCost.Of(phase, ChosenProfiles.Of(1.25, phase));

        Assert.Equal((20, 140), (cost.CallNs, Math.Round(cost.BetweenNs, 9)));
        var less = cost.TakenOff(phase);
        Assert.Equal((800, 160), (Math.Round(less.StepNs, 9), Math.Round(less.GapsNs[GapName.BetweenOperators], 9)));
        Assert.Equal([580, 0], less.Operators.Select(o => o.Ns));
        Assert.Equal(phase.StepNs - phase.OperatorsNs - phase.GapsNs.Values.Sum(), less.StepNs - less.OperatorsNs - less.GapsNs.Values.Sum(), 1e-9);
    }

    [Fact]
    public void No_more_is_taken_off_than_is_there()
    {
        var phase = ChosenProfiles.Decode(step: 1000, between: 30, ("a", 1, 600), ("b", 2, 40));
        var cost = ProfilerCost.Of(phase, ChosenProfiles.Of(10, phase));

        Assert.Equal((20, 30), (cost.CallNs, cost.BetweenNs));
        Assert.Equal(0, cost.TakenOff(phase).GapsNs[GapName.BetweenOperators]);
    }

    [Fact]
    public void A_cost_below_the_cheapest_calls_is_shared_among_all()
    {
        var phase = ChosenProfiles.Decode(step: 1000, between: 300, ("a", 1, 600), ("b", 3, 90));
        var cost = ProfilerCost.Of(phase, ChosenProfiles.Of(1000.0 / 980, phase));

        Assert.Equal(5, cost.CallNs, 1e-9);
        Assert.Equal(0, cost.BetweenNs, 1e-9);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.97)]
    [InlineData(null)]
    public void Where_the_pass_was_no_slower_nothing_is_taken_off(double? overhead)
    {
        var phase = ChosenProfiles.Decode(step: 1000, between: 300, ("a", 1, 600));

        Assert.Equal(new(0, 0), ProfilerCost.Of(phase, ChosenProfiles.Of(overhead, phase)));
    }

    [Fact]
    public void A_prompts_cost_is_told_by_the_passes_own_prompts()
    {
        var phase = ChosenProfiles.Decode(step: 1000, between: 300, ("a", 1, 600)) with { Name = ProfilePhase.Prefill };
        var profile = ChosenProfiles.Of(3, phase);
        profile = profile with { Passes = [profile.Passes[0] with { PrefillNs = 80 }, profile.Passes[1] with { PrefillNs = 100 }] };

        Assert.Equal(200, ProfilerCost.Of(phase, profile).StepNs(phase), 1e-9);
    }
}
