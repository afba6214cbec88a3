using InferBench.Runner.Models;
using InferBench.Runner.Models.Synthesis;
using static InferBench.Runner.Tests.Models.TinyPresets;

namespace InferBench.Runner.Tests.Models;

public sealed class ModelCostTests
{
    [Fact]
    public void Weight_bytes_are_those_of_the_stored_tensors()
    {
        foreach (Preset preset in PresetCatalog.All.Append(Untied))
        {
            foreach (Precision precision in Precision.All)
            {
                ModelRecipe recipe = Recipe(preset, precision);
                long stored = LlamaGraph.Build(recipe, "data").Data.Tensors.Where(t => !t.Name.EndsWith("_cache", StringComparison.Ordinal)).Sum(t => t.Bytes);
                Assert.Equal(stored, recipe.Cost.WeightBytes);
            }
        }
    }

    [Fact]
    public void The_cost_of_a_small_shape_can_be_worked_out_by_hand()
    {
        // Per layer: 64 x (4 + 2 x 2) x 16 + 4 x 16 x 64 + 3 x 64 x 160 = 8,192 + 4,096 + 30,720 = 43,008.
        ModelCost cost = Recipe(Tied, Precision.Fp32).Cost;

        Assert.Equal((2 * (43_008 + 128)) + 64 + (320 * 64), cost.Parameters);
        Assert.Equal(2 * 2 * 2 * 16 * 4, cost.KvBytesPerToken);
        Assert.Equal(2 * 2 * 43_008, cost.FlopsPerPrefillToken);
        Assert.Equal(2 * 320 * 64, cost.FlopsPerLogits);
        Assert.Equal((106_816 * 4) + (64 * 4) + (512 * 11), cost.DecodeBytes(10));
    }

    [Fact]
    public void A_decode_step_reads_one_row_of_an_embedding_of_its_own()
    {
        ModelCost cost = Recipe(Untied, Precision.Int4).Cost;

        Assert.Equal(cost.WeightBytes - (319 * 64 * 4) + cost.KvBytesPerToken, cost.DecodeBytes(0));
    }

    [Fact]
    public void Float16_activations_halve_keys_values_norms_and_scales()
    {
        ModelCost cost = Recipe(Untied, Precision.Int4F16).Cost;

        Assert.Equal(2 * 2 * 2 * 16 * 2, cost.KvBytesPerToken);

        // Blocks of 32 weights take 16 + 2 bytes; an embedding row and each of five norms 64 x 2.
        Assert.Equal(((2 * 47_104) + 20_480) / 32 * 18 + (5 * 128) + (320 * 128), cost.WeightBytes);
        Assert.Equal(((2 * 47_104) + 20_480) / 32 * 18 + (5 * 128) + 128 + 256, cost.DecodeBytes(0));
    }
}
