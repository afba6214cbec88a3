using InferBench.Runner.Models;
using InferBench.Runner.Models.Inspection;
using InferBench.Runner.Records;
using static InferBench.Runner.Tests.Models.TinyPresets;

namespace InferBench.Runner.Tests.Models.Inspection;

public sealed class ModelInspectorTests
{
    private static readonly int[] Depths = [0, 1, 100];

    [Fact]
    public void The_graphs_of_all_presets_and_precisions_give_the_figures_of_the_formulas()
    {
        foreach (Preset preset in PresetCatalog.All.Append(Tied).Append(Untied))
        {
            foreach (Precision precision in Precision.All)
            {
                ModelRecipe recipe = Recipe(preset, precision) with { BlockSize = precision.Quantized ? 64 : 32 };

                ModelInspection found = ModelInspector.Inspect(recipe, Depths);

                ModelCost cost = recipe.Cost;
                Assert.Equal(
                    (preset.Name, precision.Name, cost.Parameters, cost.WeightBytes, cost.KvBytesPerToken, cost.FlopsPerPrefillToken, cost.FlopsPerLogits),
                    (preset.Name, found.Model.Precision!, found.Tensors.Sum(t => t.Parameters), found.WeightBytes, found.KvBytesPerToken,
                        found.FlopsPerPrefillToken, found.FlopsPerLogits));
                Assert.Equal(Depths.Select(cost.DecodeBytes), found.Decode.Select(d => d.Bytes));
                Assert.DoesNotContain(found.Tensors, t => t.Kind == TensorKind.Other);
            }
        }
    }

    [Fact]
    public void Every_kind_of_tensor_has_its_row()
    {
        ModelInspection found = ModelInspector.Inspect(Recipe(Untied, Precision.Int4), [0]);

        const string blocks = "int4 blocks of 32 + float32 scales";
        // Blocks of 32 weights take 20 bytes. Attention: 64 x (6 + 2 x 2) x 16 and 6 x 16 x 64, twice.
        Assert.Equal(
            [
                (TensorKind.Embedding, 1, 20_480L, "float32", 81_920L),
                (TensorKind.Attention, 4, 32_768, blocks, 20_480),
                (TensorKind.FeedForward, 6, 61_440, blocks, 38_400),
                (TensorKind.Norm, 5, 320, "float32", 1_280),
                (TensorKind.OutputProjection, 1, 20_480, blocks, 12_800),
                (TensorKind.RotaryTable, 2, 0, "float32", 2 * 128 * 8 * 4),
                (TensorKind.Constant, 3, 0, "int64", 24),
            ],
            found.Tensors.Select(t => (t.Kind, t.Count, t.Parameters, t.Stored, t.Bytes)));
    }

    [Theory]
    [InlineData("fp32")]
    [InlineData("int4")]
    public void A_made_model_is_what_its_recipe_said(string precision)
    {
        using TestFolder folder = new();
        ModelRecipe recipe = Recipe(Tied, Precision.Parse(precision), LogitsScope.All);

        ModelInspection made = ModelInspector.Inspect(ModelFolder.Open(folder.Synthesize(recipe)), Depths);
        ModelInspection unmade = ModelInspector.Inspect(recipe, Depths);

        Assert.Equal((true, false), (made.Made, unmade.Made));
        Assert.NotNull(made.Model.Hash);
        Assert.Equal(made.Model with { Hash = null }, unmade.Model);
        Assert.Equal(made.Tensors, unmade.Tensors);
        Assert.Equal(made.Decode, unmade.Decode);
        Assert.Equal(
            made with { Made = false, Model = unmade.Model, Tensors = unmade.Tensors, Decode = unmade.Decode }, unmade);
    }
}
