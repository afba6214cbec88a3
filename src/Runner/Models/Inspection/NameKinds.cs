using InferBench.Runner.Records;

namespace InferBench.Runner.Models.Inspection;

/// <summary>What names say, for what its use does not tell.</summary>
internal static class NameKinds
{
    private static readonly (string Part, TensorKind Kind)[] Products =
    [
        ("attn", TensorKind.Attention), ("attention", TensorKind.Attention),
        ("mlp", TensorKind.FeedForward), ("feed_forward", TensorKind.FeedForward), ("ffn", TensorKind.FeedForward),
        ("lm_head", TensorKind.OutputProjection),
    ];

    private static readonly (string Part, TensorKind Kind)[] Tensors =
    [
        ("cos_cache", TensorKind.RotaryTable), ("sin_cache", TensorKind.RotaryTable), ("inv_freq", TensorKind.RotaryTable),
        ("rotary", TensorKind.RotaryTable), ("norm", TensorKind.Norm), ("embed", TensorKind.Embedding), .. Products,
    ];

    public static TensorKind OfProduct(string name) => Find(Products, name);

    public static TensorKind OfTensor(string name) => Find(Tensors, name);

    private static TensorKind Find((string Part, TensorKind Kind)[] known, string name) =>
        known.Where(k => name.Contains(k.Part, StringComparison.OrdinalIgnoreCase))
            .Select(k => k.Kind).FirstOrDefault(TensorKind.Other);
}
