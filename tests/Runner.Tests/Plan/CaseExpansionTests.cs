using InferBench.Runner.Options;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Plan;

public sealed class CaseExpansionTests
{
    private static readonly PlannedModel[] TwoModels = [new("a", "/models/a", 1024), new("b", "/models/b", 200)];

    private static RunOptions Options(long seed = 1) => new()
    {
        Models = ["a", "b"],
        Prompts = [128, 512],
        Generates = [32, 64],
        Threads = [1, 2],
        Seed = seed,
    };

    [Fact]
    public void Every_combination_once_in_groups_of_one_model_and_thread_count()
    {
        var plan = CaseExpansion.Expand(Options(), TwoModels);

        Assert.Equal(4, plan.Groups.Count);
        Assert.All(plan.Groups, g => Assert.Single(g.Cases.Select(c => (c.Spec.Model, c.Spec.Threads)).Distinct()));
        Assert.All(plan.Groups, g => Assert.Equal("/models/" + g.Shared.Model, g.ModelPath));
        Assert.Equal(16, plan.Cases.Select(c => c.CaseId).Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 16), plan.Cases.Select(c => c.OrderIndex));
    }

    [Fact]
    public void The_seed_decides_the_order_and_nothing_else_does()
    {
        string[] Order(long seed) => [.. CaseExpansion.Expand(Options(seed) with { Seed = seed }, TwoModels)
            .Cases.Select(c => $"{c.Spec.Model} {c.Spec.Threads} {c.Spec.Prompt} {c.Spec.Generate}")];

        Assert.Equal(Order(1), Order(1));
        Assert.NotEqual(Order(1), Order(2));
        Assert.Equal(Order(1).Order(), Order(2).Order());
    }

    [Fact]
    public void A_cell_too_long_for_its_model_is_skipped_with_the_reason()
    {
        var skipped = CaseExpansion.Expand(Options(), TwoModels).Cases.Where(c => c.SkipReason is not null).ToArray();

        Assert.All(skipped, c => Assert.Equal(("b", 512), (c.Spec.Model, c.Spec.Prompt)));
        Assert.Equal(4, skipped.Length);
        Assert.Contains("found prompt 512 + gen 32 tokens, allowed are at most 200 positions of b", skipped.Select(c => c.SkipReason));
    }

    [Fact]
    public void A_plan_in_which_nothing_can_run_is_refused()
    {
        var options = Options() with { Models = ["b"], Prompts = [512], Generates = [32], Threads = [1] };

        var e = Assert.Throws<BadInputException>(() => CaseExpansion.Expand(options, [TwoModels[1]]));
        Assert.Equal(
            "--prompt, --gen: no case can run: found prompt 512 + gen 32 tokens, allowed are at most 200 positions of b; give shorter lengths",
            e.Message);
    }

    [Fact]
    public void Too_many_cases_are_refused()
    {
        var options = Options() with { Prompts = [.. Enumerable.Range(1, 400)], Generates = [.. Enumerable.Range(1, 400)] };

        var e = Assert.Throws<BadInputException>(() => CaseExpansion.CheckCount(options));
        Assert.Equal("run: found 640000 cases, allowed are at most 100000; give shorter lists", e.Message);
    }

    [Fact]
    public void Case_ids_are_the_same_on_every_machine_and_in_every_culture()
    {
        var spec = new CaseSpec { Engine = "ort", Device = "cpu", Model = "synth:llama-15m:int4", Prompt = 128, Generate = 64, Seed = 1 };

        Assert.Equal("02cc6edccece", Culture.WithDecimalComma(() => CaseId.Of(spec)));
        Assert.Equal(CaseId.Of(spec), CaseId.Of(spec with { }));
        Assert.NotEqual(CaseId.Of(spec), CaseId.Of(spec with { Threads = 1 }));
    }
}
