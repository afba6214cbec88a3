using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>Refuses recipes from which no model can be made that ONNX Runtime runs.</summary>
internal static class RecipeCheck
{
    // What grouped-query attention with a rotary table asks for.
    private const int HeadSizeStep = 16;

    private static readonly int[] BlockSizes = [16, 32, 64, 128, 256];

    public static void Check(ModelRecipe recipe)
    {
        ModelGeometry g = recipe.Preset.Geometry;
        if (g.HeadSize % HeadSizeStep != 0 || g.Heads % g.KvHeads != 0)
            throw new BadInputException(
                $"preset {recipe.Preset.Name}: needs a head_size that is a multiple of {HeadSizeStep} (it has {g.HeadSize}) and "
                + $"heads that are a multiple of kv_heads (it has {g.Heads} and {g.KvHeads})");
        if (!recipe.Precision.Quantized)
            return;
        if (!BlockSizes.Contains(recipe.BlockSize))
            throw new BadInputException($"block size {recipe.BlockSize}: allowed are {string.Join(", ", BlockSizes)}");
        if (g.TiedEmbeddings && g.Hidden % recipe.BlockSize != 0)
        {
            string allowed = string.Join(", ", BlockSizes.Where(b => g.Hidden % b == 0));
            throw new BadInputException(
                $"block size {recipe.BlockSize}: does not divide the width {g.Hidden} of {recipe.Preset.Name}, whose embedding "
                + $"is its output projection; allowed for this preset: {allowed}");
        }
    }
}
