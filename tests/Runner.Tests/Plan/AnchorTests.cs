using InferBench.Runner.Options;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Plan;

public sealed class AnchorTests
{
    private static readonly PlannedModel[] Models = [new("big", "/models/big", 1024), new("small", "/models/small", 1024)];

    private static RunPlan Plan(IReadOnlyList<int> prompts, IReadOnlyList<int>? threads = null, long seed = 1, params PlannedModel[] models) => CaseExpansion.Expand(
        new RunOptions { Models = ["x"], Prompts = prompts, Generates = [16], Threads = threads ?? [1], Seed = seed }, models.Length == 0 ? Models : models);

    private static long Weights(string model) => model == "big" ? 1000 : 10;

    private static int[] Numbers(int count) => [.. Enumerable.Range(1, count)];

    private static RunPlan Placed(RunPlan plan) => AnchorPlacement.Place(plan, Anchor.Choose(plan, Weights)!);

    /// <summary>The groups with the order of each case, and repeats in brackets with the place they say they have.</summary>
    private static string Shown(RunPlan plan) => string.Join(" | ", plan.Groups.Select(g =>
        string.Join(' ', g.Cases.Select(c => c.Anchor is { } a ? $"[{a.Number}@{a.Place}]" : $"{c.OrderIndex}"))));

    [Theory]
    [InlineData(1, 0)]
    [InlineData(9, 0)]
    [InlineData(10, 2)]
    [InlineData(29, 2)]
    [InlineData(30, 3)]
    [InlineData(200, 20)]
    public void Ten_cases_are_worth_two_repeats_and_ten_more_another_one(int cases, int repeats) => Assert.Equal(repeats, Anchor.Repeats(cases));

    [Fact]
    public void The_cheapest_case_of_the_smallest_model_is_the_anchor()
    {
        var plan = Plan([512, 16, 64, 128, 256]);

        var anchor = Anchor.Choose(plan, Weights)!;

        var only = Assert.Single(anchor.Cases);
        Assert.Equal(("small", 16, "/models/small"), (only.Spec.Model, only.Spec.Prompt, anchor.ModelPath));
    }

    [Theory]
    [InlineData(1, 0, 8, 16, 1, 0, 64, 8, false)]
    [InlineData(1, 0, 64, 8, 1, 0, 8, 16, true)]
    [InlineData(2, 0, 8, 8, 1, 0, 16, 8, false)]
    [InlineData(1, 64, 8, 8, 1, 0, 64, 8, false)]
    public void Decode_steps_cost_more_than_prompt_tokens_and_every_sequence_costs(
        int batch, int depth, int prompt, int generate, int otherBatch, int otherDepth, int otherPrompt, int otherGenerate, bool cheaper)
    {
        var spec = TestRecords.Ok().Case with { Model = "small" };
        CaseSpec one = spec with { Batch = batch, Depth = depth, Prompt = prompt, Generate = generate };
        CaseSpec other = spec with { Batch = otherBatch, Depth = otherDepth, Prompt = otherPrompt, Generate = otherGenerate };
        CaseSpec[] many = [one, .. Enumerable.Repeat(spec with { Prompt = 1000, Generate = 1000 }, 10), other];
        var plan = new RunPlan
        {
            Groups = [new() { ModelPath = "m", Cases = [.. many.Select((c, i) => new PlannedCase { Spec = c, CaseId = CaseId.Of(c), OrderIndex = i })] }],
            Measurement = new(),
        };

        Assert.Equal(cheaper ? 0 : 11, Anchor.Choose(plan, _ => 1)!.Cases[0].OrderIndex);
    }

    [Fact]
    public void A_case_that_cannot_run_is_no_anchor_and_does_not_count()
    {
        PlannedModel small = new("small", "/models/small", 40), big = Models[0];

        var anchor = Anchor.Choose(Plan([16, .. Enumerable.Range(100, 9)], models: [big, small]), Weights)!;

        Assert.Equal("small", anchor.Shared.Model);
        Assert.Equal(16, anchor.Shared.Prompt);
        Assert.Null(Anchor.Choose(Plan(Enumerable.Range(100, 9).ToArray(), models: [big, small]), Weights));
    }

    [Fact]
    public void A_model_is_looked_at_once_and_in_a_small_plan_not_at_all()
    {
        var asked = new List<string>();

        Anchor.Choose(Plan(Numbers(10)), model => { asked.Add(model); return 1; });
        Anchor.Choose(Plan(Numbers(4)), model => { asked.Add(model); return 1; });

        Assert.Equal(["big", "small"], asked.Order());
    }

    [Fact]
    public void In_one_group_repeats_stand_among_the_cases_and_the_first_case_opens_the_model()
    {
        var plan = Plan(Numbers(40), models: Models[1]);

        Assert.Equal(
            "0 [1@1] 1 2 3 4 5 6 7 8 9 10 11 12 [2@13] 13 14 15 16 17 18 19 20 21 22 23 24 25 26 [3@27] 27 28 29 30 31 32 33 34 35 36 37 38 39 [4@40]",
            Shown(Placed(plan)));
    }

    [Fact]
    public void Other_groups_are_not_split_and_their_models_are_opened_once()
    {
        var plan = Plan(Numbers(8), threads: [1, 2, 3, 4], models: Models[0]);
        var own = Anchor.Choose(plan, Weights)!;
        int group = plan.Groups.ToList().FindIndex(g => g.Shared.Threads == own.Shared.Threads);

        string shown = Shown(AnchorPlacement.Place(plan, own));

        Assert.Equal(group switch
        {
            0 => "0 [1@1] 1 2 3 4 5 6 7 | 8 9 10 11 12 13 14 15 | [2@16] | 16 17 18 19 20 21 22 23 | 24 25 26 27 28 29 30 31 | [3@32]",
            1 => "[1@0] | 0 1 2 3 4 5 6 7 | 8 9 10 11 12 13 14 15 [2@16] | 16 17 18 19 20 21 22 23 | 24 25 26 27 28 29 30 31 | [3@32]",
            2 => "[1@0] | 0 1 2 3 4 5 6 7 | 8 9 10 11 12 13 14 15 | 16 [2@17] 17 18 19 20 21 22 23 | 24 25 26 27 28 29 30 31 | [3@32]",
            _ => "[1@0] | 0 1 2 3 4 5 6 7 | 8 9 10 11 12 13 14 15 | [2@16] | 16 17 18 19 20 21 22 23 | 24 25 26 27 28 29 30 31 [3@32]",
        }, shown);
    }

    [Fact]
    public void Every_repeat_is_the_anchor_with_a_place_of_its_own_and_the_cases_stay_as_they_were()
    {
        for (long seed = 0; seed < 50; seed++)
        {
            var plan = Plan(Numbers(30), threads: [1, 2], seed: seed);
            var anchor = Anchor.Choose(plan, Weights)!;
            var placed = AnchorPlacement.Place(plan, anchor);

            var repeats = placed.Cases.Where(c => c.Anchor is not null).ToArray();
            Assert.Equal(plan.Cases, placed.Cases.Where(c => c.Anchor is null));
            Assert.All(repeats, c => Assert.Equal((anchor.Cases[0].CaseId, anchor.Cases[0].Spec), (c.CaseId, c.Spec)));
            Assert.Equal(Enumerable.Range(120, repeats.Length), repeats.Select(c => c.OrderIndex));
            Assert.InRange(repeats.Length, 2, 12);
            Assert.Equal(120, repeats[^1].Anchor!.Place);
            Assert.InRange(repeats[0].Anchor!.Place, 0, 1);
            Assert.All(placed.Groups, g => Assert.Single(g.Cases.Select(c => (c.Spec.Model, c.Spec.Threads)).Distinct()));
            Assert.All(placed.Groups, g => Assert.Equal("/models/" + g.Shared.Model, g.ModelPath));
            Assert.All(placed.Groups.Where(g => g.Cases.Count > 1), g => Assert.Null(g.Cases[0].Anchor));
            // What comes after a repeat is the case of which it says so.
            var order = placed.Cases.ToArray();
            Assert.All(repeats, r => Assert.Equal(r.Anchor!.Place, order.SkipWhile(c => c != r).FirstOrDefault(c => c.Anchor is null)?.OrderIndex ?? 120));
        }
    }

    [Fact]
    public void What_is_left_of_a_plan_has_repeats_of_its_own_and_keeps_its_places()
    {
        var plan = Plan(Numbers(20), models: Models[1]);
        var anchor = Anchor.Choose(plan, Weights)!;
        var left = plan with { Groups = [plan.Groups[0] with { Cases = [.. plan.Groups[0].Cases.Skip(10)] }] };
        var few = plan with { Groups = [plan.Groups[0] with { Cases = [.. plan.Groups[0].Cases.Skip(11)] }] };

        Assert.Equal("10 [1@11] 11 12 13 14 15 16 17 18 19 [2@20]", Shown(AnchorPlacement.Place(left, anchor)));
        Assert.Equal("11 12 13 14 15 16 17 18 19", Shown(AnchorPlacement.Place(few, anchor)));
    }

    [Fact]
    public void Skipped_cases_take_no_time_and_open_nothing()
    {
        var plan = Plan(Numbers(20), models: Models[1]);
        plan = plan with { Groups = [plan.Groups[0] with { Cases = [.. plan.Groups[0].Cases.Select(c => c.OrderIndex < 5 ? c with { SkipReason = "too long" } : c)] }] };

        Assert.Equal("0 1 2 3 4 5 [1@6] 6 7 8 9 10 11 12 13 14 15 16 17 18 19 [2@20]", Shown(Placed(plan)));
    }
}
