using InferBench.Runner.Records;

namespace InferBench.Runner.Profile.ForModel;

/// <summary>Rows and weights of a model's products.</summary>
internal static class ProductRows
{
    public const string LmHead = "lm_head";

    /// <summary>Rows that go through the product of a role.</summary>
    public static long Of(string role, PhaseOperations phase) => role == LmHead && phase.Model.Logits == "last" ? phase.Batch : phase.Rows;

    /// <summary>Sizes of the weights [n, k] of a role; null where a role has none in a Llama-class model.</summary>
    public static (long Columns, long Depth)? Weights(string role, ModelGeometry g)
    {
        long queries = (long)g.Heads * g.HeadSize, keys = (long)g.KvHeads * g.HeadSize;
        return role switch
        {
            "q_proj" => (queries, g.Hidden),
            "k_proj" or "v_proj" => (keys, g.Hidden),
            "qkv_proj" => (queries + (2 * keys), g.Hidden),
            "o_proj" => (g.Hidden, queries),
            "gate_proj" or "up_proj" => (g.Intermediate, g.Hidden),
            "gate_up_proj" => (2L * g.Intermediate, g.Hidden),
            "down_proj" => (g.Hidden, g.Intermediate),
            LmHead => (g.Vocabulary, g.Hidden),
            _ => null,
        };
    }
}
