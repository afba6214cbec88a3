using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>What a model costs, by formula. Symbols as in <see cref="ModelGeometry"/>.</summary>
public sealed record ModelCost
{
    /// <summary>Weights, each counted once.</summary>
    public static long CountParameters(ModelGeometry g) =>
        (g.Layers * LayerParameters(g)) + g.Hidden + ((g.TiedEmbeddings ? 1L : 2L) * g.Vocabulary * g.Hidden);

    private static long LayerParameters(ModelGeometry g) => LayerMatrices(g) + (2L * g.Hidden);

    private static long LayerMatrices(ModelGeometry g)
    {
        long qkv = (long)g.Hidden * (g.Heads + (2 * g.KvHeads)) * g.HeadSize;
        long output = (long)g.Heads * g.HeadSize * g.Hidden;
        return qkv + output + (3L * g.Hidden * g.Intermediate);
    }
}
