using InferBench.Runner.Models;
using InferBench.Runner.Models.Onnx;

namespace InferBench.Runner.Tests.Models.Layouts;

/// <summary>The weights of a model as an export of its PyTorch module names and shapes them: Q, K and V apart.</summary>
internal static class PlainWeights
{
    public const string Embedding = "model.embed_tokens.weight";
    public const string Frequencies = "model.rotary_emb.inv_freq";

    /// <summary>Name of the weights of a projection, by the path of its module.</summary>
    public static string Of(string module) => $"onnx::MatMul_{module}";

    public static void Copy(TensorGraph source, Preset preset, TensorGraph target, ElementType type)
    {
        var g = preset.Geometry;
        if (g.TiedEmbeddings)
            target.Add(Embedding, [g.Vocabulary, g.Hidden], Transposed(source.Floats("lm_head.MatMul.weight"), g.Vocabulary), type);
        else
            Add(Embedding, Embedding);
        for (int layer = 0; layer < g.Layers; layer++)
        {
            string path = $"model.layers.{layer}";
            Add($"{path}.input_layernorm.weight", $"{path}.input_layernorm.weight");
            foreach ((ModelPart part, string module) in
                ((ModelPart, string)[])[(ModelPart.Queries, "q_proj"), (ModelPart.Keys, "k_proj"), (ModelPart.Values, "v_proj")])
            {
                (float[] values, long width) = SourceModel.Columns(source, part, layer, preset);
                target.Add(Of($"/model/layers.{layer}/self_attn/{module}"), [g.Hidden, width], values, type);
            }

            Add($"{path}.attn.o_proj.MatMul.weight", Of($"/model/layers.{layer}/self_attn/o_proj"));
            Add($"{path}.post_attention_layernorm.weight", $"{path}.post_attention_layernorm.weight");
            foreach (string module in (string[])["gate_proj", "up_proj", "down_proj"])
                Add($"{path}.mlp.{module}.MatMul.weight", Of($"/model/layers.{layer}/mlp/{module}"));
        }

        Add($"model.layers.{g.Layers}.final_norm_layernorm.weight", "model.norm.weight");
        if (!g.TiedEmbeddings)
            Add("lm_head.MatMul.weight", Of("/lm_head"));
        ReferenceRotation rotation = new(preset);
        float[] frequencies = [.. Enumerable.Range(0, g.HeadSize / 2).Select(j => (float)rotation.Frequency(j))];
        target.Add(Frequencies, [1, frequencies.Length, 1], frequencies);

        void Add(string from, string to) => target.Add(to, [.. source.Find(from).Dims], source.Floats(from), type);
    }

    public static float[] Transposed(float[] matrix, int columns)
    {
        float[][] rows = [.. matrix.Chunk(columns)];
        return [.. Enumerable.Range(0, columns).SelectMany(c => rows.Select(r => r[c]))];
    }
}
