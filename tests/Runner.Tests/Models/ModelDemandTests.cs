using InferBench.Runner.Models;
using InferBench.Runner.Models.Inspection;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Models;

public sealed class ModelDemandTests
{
    private static readonly ModelRecipe Recipe = TinyPresets.Recipe(TinyPresets.Tied, Precision.Fp32);
    private static readonly ModelInspection Model = ModelInspector.Inspect(Recipe, [0]);
    private static readonly CaseSpec Spec = new() { Engine = "ort", Device = "cpu", Model = "tiny", Prompt = 4, Generate = 4, Depth = 8 };

    private static long Weights => Recipe.Cost.DecodeBytes(0) - Recipe.Cost.KvBytesPerToken;

    [Fact]
    public void A_step_moves_weights_once_and_the_cache_as_it_is_on_average()
    {
        // Three steps, which find 12, 13 and 14 tokens in the cache.
        double expected = new[] { 12, 13, 14 }.Average(Recipe.Cost.DecodeBytes);

        Assert.Equal(expected, ModelDemand.Of(Model, Spec).StepBytes);
        Assert.Equal(Recipe.Cost.DecodeBytes(1), ModelDemand.Of(Model, Spec with { Depth = 0, Prompt = 0, Generate = 2 }).StepBytes);
    }

    [Fact]
    public void Every_sequence_has_its_own_cache_and_row_of_the_embedding()
    {
        double one = ModelDemand.Of(Model, Spec).StepBytes, three = ModelDemand.Of(Model, Spec with { Batch = 3 }).StepBytes;

        Assert.Equal(2 * (Model.Decode[0].EmbeddingBytes + 14.0 * Recipe.Cost.KvBytesPerToken), three - one);
        Assert.True(Weights < one);
    }

    [Fact]
    public void A_prefill_computes_weights_logits_of_the_last_position_and_attention()
    {
        var g = Model.Model.Geometry;
        // Rows attend to 9, 10, 11 and 12 positions.
        double attention = 4.0 * g.Layers * g.Heads * g.HeadSize * (9 + 10 + 11 + 12);

        Assert.Equal(4.0 * Recipe.Cost.FlopsPerPrefillToken + Recipe.Cost.FlopsPerLogits + attention, ModelDemand.Of(Model, Spec).PrefillFlops);
        Assert.Equal(2.0 * (Recipe.Cost.FlopsPerPrefillToken + Recipe.Cost.FlopsPerLogits), ModelDemand.Of(Model, Spec with { Batch = 2 }).StepFlops);
    }
}
