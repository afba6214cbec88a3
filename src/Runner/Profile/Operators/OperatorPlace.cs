using System.Globalization;

namespace InferBench.Runner.Profile.Operators;

/// <summary>Where in a model a node belongs, as its name and that of its weight tell.</summary>
/// <param name="Layer">Its layer; null for what is outside of them.</param>
/// <param name="Role">What it is for.</param>
internal sealed record OperatorPlace(int? Layer, OperatorRole Role)
{
    // In this order: a norm after attention is a norm. A part of a name is one of these words, or holds one with a star.
    private static readonly (string[] Words, OperatorRole Role)[] Words =
    [
        (["lm_head*", "embed_out", "output_projection"], OperatorRole.LmHead),
        (["attn_mask*", "attention_mask*", "causal_mask*", "position_ids*"], OperatorRole.Mask),
        (["embed_tokens*", "wte", "wpe", "word_embeddings*", "tok_embeddings*", "embed_in"], OperatorRole.Embedding),
        (["*norm*", "ln_1", "ln_2", "ln_f"], OperatorRole.Norm),
        (["rotary*", "rotaryembedding*"], OperatorRole.Rotary),
        (["qkv_proj*", "qkv", "wqkv", "c_attn", "query_key_value*"], OperatorRole.Qkv),
        (["q_proj*", "wq", "query"], OperatorRole.Query),
        (["k_proj*", "wk", "key"], OperatorRole.Key),
        (["v_proj*", "wv", "value"], OperatorRole.Value),
        (["o_proj*", "out_proj*", "wo"], OperatorRole.AttentionOutput),
        (["gate_up_proj*"], OperatorRole.GateUp),
        (["gate_proj*", "w1"], OperatorRole.Gate),
        (["up_proj*", "w3", "c_fc", "dense_h_to_4h"], OperatorRole.Up),
        (["down_proj*", "w2", "dense_4h_to_h"], OperatorRole.Down),
        (["attn*", "self_attn*", "attention*", "self_attention*", "groupqueryattention*", "multiheadattention*"], OperatorRole.Attention),
        (["mlp*", "feed_forward*", "ffn*", "act_fn*", "*quickgelu*"], OperatorRole.FeedForward),
    ];

    private static readonly string[] LayerWords = ["layers", "layer", "h", "blocks", "block", "blk"];
    private static readonly char[] Separators = ['/', '.'];

    /// <param name="name">The node's name in the profile.</param>
    /// <param name="kind">What its operator does.</param>
    /// <param name="node">The model's node; null where the runtime made one up.</param>
    /// <param name="layers">The model's layers: exporters number the norm after the last one as if it were in one more.</param>
    public static OperatorPlace Of(string name, OperatorKind kind, ModelNode? node, int layers)
    {
        string[] parts = Parts(name);
        var role = RoleOf(parts, kind);
        string[] weight = Parts(node?.WeightName ?? "");
        if (role is OperatorRole.Other or OperatorRole.Attention or OperatorRole.FeedForward && kind == OperatorKind.MatMul && RoleOf(weight, kind) is var told and not OperatorRole.Other)
            role = told;
        int? layer = LayerOf(parts) ?? LayerOf(weight);
        return new(layer < layers ? layer : null, role);
    }

    /// <summary>The layer that a name tells; null where it tells none.</summary>
    public static int? LayerOf(string name) => LayerOf(Parts(name));

    private static OperatorRole RoleOf(string[] parts, OperatorKind kind)
    {
        if (kind == OperatorKind.Attention)
            return OperatorRole.Attention;
        foreach (var (words, role) in Words)
        {
            if (parts.Any(part => words.Any(word => Is(part, word))))
                return Sharpened(role, parts);
        }

        return OperatorRole.Other;
    }

    // GPT-2 calls both products that end a block c_proj.
    private static OperatorRole Sharpened(OperatorRole role, string[] parts) => (role, parts.Contains("c_proj")) switch
    {
        (OperatorRole.Attention, true) => OperatorRole.AttentionOutput,
        (OperatorRole.FeedForward, true) => OperatorRole.Down,
        _ => role,
    };

    private static bool Is(string part, string word) => (word[0], word[^1]) switch
    {
        ('*', _) => part.Contains(word[1..^1], StringComparison.Ordinal),
        (_, '*') => part.StartsWith(word[..^1], StringComparison.Ordinal),
        _ => part == word,
    };

    private static int? LayerOf(string[] parts)
    {
        for (int i = 0; i + 1 < parts.Length; i++)
        {
            if (LayerWords.Contains(parts[i]) && int.TryParse(parts[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int layer))
                return layer;
        }

        return null;
    }

    private static string[] Parts(string name) => name.ToLowerInvariant().Split(Separators, StringSplitOptions.RemoveEmptyEntries);
}
