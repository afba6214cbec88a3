using InferBench.Runner.Models;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Models;

public sealed class PresetTests
{
    [Theory]
    [InlineData("llama-15m", 15_191_712)]
    [InlineData("llama-110m", 109_529_856)]
    [InlineData("tinyllama-1.1b", 1_100_048_384)]
    [InlineData("llama-2-7b", 6_738_415_616)]
    [InlineData("llama-3.2-1b", 1_235_814_400)]
    [InlineData("llama-3.2-3b", 3_212_749_824)]
    [InlineData("llama-3.1-8b", 8_030_261_248)]
    public void A_preset_has_the_published_number_of_parameters(string name, long parameters)
    {
        ModelRecipe recipe = new() { Preset = PresetCatalog.Get(name) };

        Assert.Equal(parameters, recipe.Cost.Parameters);
    }

    [Fact]
    public void Presets_are_listed_from_small_to_large()
    {
        Assert.Equal(
            ["llama-15m", "llama-110m", "tinyllama-1.1b", "llama-3.2-1b", "llama-3.2-3b", "llama-2-7b", "llama-3.1-8b"],
            PresetCatalog.All.Select(p => p.Name));
    }

    [Fact]
    public void A_preset_is_named_as_its_file()
    {
        Assert.Equal(
            PresetCatalog.All.Select(p => $"models/{p.Name}.json").Order(StringComparer.Ordinal),
            typeof(PresetCatalog).Assembly.GetManifestResourceNames().Where(n => n.StartsWith("models/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_preset_carries_its_rotation_and_tokens()
    {
        Preset preset = PresetCatalog.Get("llama-3.2-1b");

        Assert.Equal(new RopeScaling(32, 1, 4, 8192), preset.RopeScaling);
        Assert.Equal(
            (500_000.0, 1e-5, 128_000, 128_001, 131_072),
            (preset.RopeTheta, preset.NormEpsilon, preset.BosToken, preset.EosToken, preset.Geometry.Positions));
        Assert.Null(preset.TrainedPositions);
    }

    [Theory]
    [InlineData("llama-15m", 256)]
    [InlineData("llama-110m", 1024)]
    public void Small_presets_have_more_positions_than_they_were_trained_for(string name, int trained)
    {
        Preset preset = PresetCatalog.Get(name);

        Assert.Equal((trained, 2048), (preset.TrainedPositions, preset.Geometry.Positions));
    }

    [Fact]
    public void An_unknown_preset_is_refused_with_the_nearest_one()
    {
        BadInputException e = Assert.Throws<BadInputException>(() => PresetCatalog.Get("llama-15n"));

        Assert.Equal(
            "unknown preset 'llama-15n' (did you mean llama-15m?); allowed: llama-15m, llama-110m, tinyllama-1.1b, "
            + "llama-3.2-1b, llama-3.2-3b, llama-2-7b, llama-3.1-8b",
            e.Message);
    }

    [Fact]
    public void Every_preset_can_be_made_in_every_precision()
    {
        foreach (Preset preset in PresetCatalog.All)
        {
            foreach (Precision precision in Precision.All)
                RecipeCheck.Check(new ModelRecipe { Preset = preset, Precision = precision });
        }
    }
}
