using InferBench.Runner.Models;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Models;

/// <summary>Models small enough for a float64 forward pass, one for each way a preset can differ.</summary>
internal static class TinyPresets
{
    /// <summary>Grouped-query attention, embedding tied to the output projection.</summary>
    public static Preset Tied { get; } = new()
    {
        Name = "tiny-tied",
        Source = "test",
        Geometry = new ModelGeometry
        {
            Layers = 2,
            Hidden = 64,
            Intermediate = 160,
            Heads = 4,
            KvHeads = 2,
            HeadSize = 16,
            Vocabulary = 320,
            Positions = 128,
            TiedEmbeddings = true,
        },
        RopeTheta = 10_000,
        NormEpsilon = 1e-5,
        BosToken = 1,
        EosToken = 2,
    };

    /// <summary>An embedding of its own, heads wider than the residual stream, rotation scaled as in Llama 3.1.</summary>
    public static Preset Untied { get; } = Tied with
    {
        Name = "tiny-untied",
        Geometry = Tied.Geometry with { Heads = 6, KvHeads = 2, TiedEmbeddings = false },
        RopeTheta = 500_000,
        RopeScaling = new RopeScaling(8, 1, 4, 32),
    };

    public static ModelRecipe Recipe(Preset preset, Precision precision, LogitsScope logits = LogitsScope.Last) =>
        new() { Preset = preset, Precision = precision, Seed = 7, Logits = logits };
}
