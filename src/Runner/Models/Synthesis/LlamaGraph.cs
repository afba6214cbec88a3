using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Records;
using static InferBench.Runner.Models.Synthesis.GraphBuilder;

namespace InferBench.Runner.Models.Synthesis;

/// <summary>
/// The graph of a Llama-class model as onnxruntime-genai's model builder lays it out: packed Q, K and V,
/// grouped-query attention with the rotation inside, weights in one file beside the graph.
/// </summary>
internal sealed class LlamaGraph
{
    private const string Head = "/lm_head/MatMul";
    private const string MaskPath = "/model/attn_mask_reformat/attn_mask_subgraph";

    // Random heads average over the context. At full gain that average drowns the last token, and greedy generation soon
    // repeats one id for ever: a poor witness of whether two runs agree.
    private const double AttentionGain = 0.25;

    // The first layer drowns the embedding, without which a tied model would answer every token with itself.
    private const double FirstLayerGain = 2;

    private readonly ModelRecipe recipe;
    private readonly ModelGeometry g;
    private readonly GraphBuilder graph;
    private readonly LinearWeights linear;

    private LlamaGraph(ModelRecipe recipe, string dataFile)
    {
        this.recipe = recipe;
        g = recipe.Preset.Geometry;
        graph = new GraphBuilder(dataFile, recipe.Precision.Activations);
        linear = new LinearWeights(recipe, graph);
    }

    /// <summary>Builds the graph and the layout of its data file, without computing a weight.</summary>
    public static (ModelProto Model, DataLayout Data) Build(ModelRecipe recipe, string dataFile)
    {
        LlamaGraph llama = new(recipe, dataFile);
        llama.AddInputsAndOutputs();
        llama.AddNodes();
        return (llama.graph.Build(), llama.graph.Data);
    }

    private void AddInputsAndOutputs()
    {
        graph.Input("input_ids", ElementType.Int64, "batch_size", "sequence_length");
        graph.Input("attention_mask", ElementType.Int64, "batch_size", "total_sequence_length");
        object positions = recipe.Logits == LogitsScope.Last ? 1L : "sequence_length";
        graph.Output("logits", graph.Float, "batch_size", positions, (long)g.Vocabulary);
        foreach (string kind in (string[])["key", "value"])
        {
            for (int i = 0; i < g.Layers; i++)
            {
                object[] past = ["batch_size", g.KvHeads, "past_sequence_length", g.HeadSize];
                object[] present = ["batch_size", g.KvHeads, "total_sequence_length", g.HeadSize];
                graph.Input($"past_key_values.{i}.{kind}", graph.Float, past);
                graph.Output($"present.{i}.{kind}", graph.Float, present);
            }
        }
    }

    private void AddNodes()
    {
        (string lengths, string total) = AddMask();
        RotaryTable rotary = new(recipe.Preset);
        long[] shape = [g.Positions, g.HeadSize / 2];
        string cos = graph.Store("cos_cache", shape, rotary.FillCos);
        string sin = graph.Store("sin_cache", shape, rotary.FillSin);

        string residual = linear.Embedding("input_ids", Head);
        string normed = FirstNorm(residual);
        for (int i = 0; i < g.Layers; i++)
        {
            string attention = AddAttention(i, normed, lengths, total, cos, sin);
            (normed, residual) = SkipNorm(i, "post_attention_layernorm", residual, attention);
            string feedForward = AddFeedForward(i, normed);
            (normed, residual) = i + 1 < g.Layers
                ? SkipNorm(i + 1, "input_layernorm", residual, feedForward)
                : SkipNorm(g.Layers, "final_norm_layernorm", residual, feedForward, last: true);
        }

        if (recipe.Logits == LogitsScope.Last)
        {
            string last = graph.Constant(scalar: false, -1);
            normed = graph.Node("/lm_head/Gather", "Gather", [normed, last], attributes: Attribute("axis", 1L));
        }

        linear.Multiply(Head, normed, g.Hidden, g.Vocabulary, "logits");
    }

    /// <summary>Turns the attention mask into what grouped-query attention asks for: last valid position and length.</summary>
    private (string Lengths, string Total) AddMask()
    {
        string one = graph.Constant(scalar: false, 1);
        string sum = Node("ReduceSum", "ReduceSum", ["attention_mask", one], Attribute("keepdims", 0L));
        string less = Node("Sub", "Sub", [sum, one]);
        string lengths = Node("Sub/Cast", "Cast", [less], Attribute("to", (long)ElementType.Int32));
        string shape = Node("Shape", "Shape", ["attention_mask"]);
        string columns = Node("Gather", "Gather", [shape, graph.Constant(scalar: true, 1)], Attribute("axis", 0L));
        string total = Node("Gather/Cast", "Cast", [columns], Attribute("to", (long)ElementType.Int32));
        return (lengths, total);

        string Node(string name, string op, string[] inputs, params AttributeProto[] attributes) =>
            graph.Node($"{MaskPath}/{name}", op, inputs, attributes: attributes);
    }

    private string AddAttention(int layer, string x, string lengths, string total, string cos, string sin)
    {
        string path = $"/model/layers.{layer}/attn";
        int width = (g.Heads + (2 * g.KvHeads)) * g.HeadSize;
        string qkv = linear.Multiply($"{path}/qkv_proj/MatMul", x, g.Hidden, width);
        string name = $"{path}/GroupQueryAttention";
        string attended = graph.Node(
            name,
            "GroupQueryAttention",
            [qkv, "", "", $"past_key_values.{layer}.key", $"past_key_values.{layer}.value", lengths, total, cos, sin],
            Contrib,
            [$"{name}/output_0", $"present.{layer}.key", $"present.{layer}.value"],
            Attribute("num_heads", (long)g.Heads),
            Attribute("kv_num_heads", (long)g.KvHeads),
            Attribute("scale", (float)(1 / Math.Sqrt(g.HeadSize))),
            Attribute("local_window_size", -1L),
            Attribute("softcap", 0f),
            Attribute("do_rotary", 1L),
            Attribute("rotary_interleaved", 0L));
        double gain = AttentionGain * ResidualGain(layer);
        return linear.Multiply($"{path}/o_proj/MatMul", attended, g.Heads * g.HeadSize, g.Hidden, gain: gain);
    }

    private string AddFeedForward(int layer, string x)
    {
        string path = $"/model/layers.{layer}/mlp";
        string gate = linear.Multiply($"{path}/gate_proj/MatMul", x, g.Hidden, g.Intermediate);
        string up = linear.Multiply($"{path}/up_proj/MatMul", x, g.Hidden, g.Intermediate);
        string sigmoid = graph.Node($"{path}/act_fn/Sigmoid", "Sigmoid", [gate]);
        string silu = graph.Node($"{path}/act_fn/Mul", "Mul", [gate, sigmoid]);
        string product = graph.Node($"{path}/Mul", "Mul", [silu, up]);
        return linear.Multiply($"{path}/down_proj/MatMul", product, g.Intermediate, g.Hidden, gain: ResidualGain(layer));
    }

    /// <summary>Later layers add less the more there are: the error of rounded weights does not grow with depth.</summary>
    private double ResidualGain(int layer) => layer == 0 ? FirstLayerGain : 1 / Math.Sqrt(g.Layers);

    private string FirstNorm(string x) => graph.Node(
        "/model/layers.0/input_layernorm/LayerNorm",
        "SimplifiedLayerNormalization",
        [x, linear.Norm("model.layers.0.input_layernorm.weight")],
        attributes:
        [
            Attribute("axis", -1L),
            Attribute("epsilon", (float)recipe.Preset.NormEpsilon),
            Attribute("stash_type", 1L),
        ]);

    /// <summary>Adds <paramref name="x"/> to the residual and norms the sum.</summary>
    private (string Normed, string Residual) SkipNorm(int layer, string norm, string residual, string x, bool last = false)
    {
        string name = $"/model/layers.{layer}/{norm}/SkipLayerNorm";
        string sum = $"{name}/output_3";
        string normed = graph.Node(
            name,
            "SkipSimplifiedLayerNormalization",
            [residual, x, linear.Norm($"model.layers.{layer}.{norm}.weight")],
            Contrib,
            last ? [$"{name}/output_0"] : [$"{name}/output_0", "", "", sum],
            Attribute("epsilon", (float)recipe.Preset.NormEpsilon));
        return (normed, sum);
    }
}
