using InferBench.Runner.Models;
using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Models.Synthesis;
using static InferBench.Runner.Tests.Models.TinyPresets;

namespace InferBench.Runner.Tests.Models;

public sealed class LlamaGraphTests
{
    public static TheoryData<string, string> Variants { get; } =
        [.. from preset in (string[])["tiny-tied", "tiny-untied"] from precision in Precision.All select (preset, precision.Name)];

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_layer_is_eleven_nodes(string preset, string precision)
    {
        GraphProto graph = Build(preset, precision).Model.Graph;

        // The norm that follows the last layer stands for the first norm of the layer after it.
        Assert.Equal(2, graph.Node.Count(n => n.Name.StartsWith("/model/layers.2/", StringComparison.Ordinal)) + 1);
        for (int layer = 0; layer < 2; layer++)
        {
            string[] types = [.. graph.Node.Where(n => n.Name.StartsWith($"/model/layers.{layer}/", StringComparison.Ordinal)).Select(n => n.OpType)];
            string product = precision is "fp32" or "fp16" ? "MatMul" : "MatMulNBits";
            string norm = layer == 0 ? "SimplifiedLayerNormalization" : "SkipSimplifiedLayerNormalization";
            Assert.Equal(
                [
                    norm, product, "GroupQueryAttention", product, "SkipSimplifiedLayerNormalization",
                    product, product, "Sigmoid", "Mul", "Mul", product,
                ],
                types);
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Inputs_and_outputs_come_keys_first(string preset, string precision)
    {
        GraphProto graph = Build(preset, precision).Model.Graph;

        Assert.Equal(
            [
                "input_ids", "attention_mask", "past_key_values.0.key", "past_key_values.1.key", "past_key_values.0.value",
                "past_key_values.1.value",
            ],
            graph.Input.Select(v => v.Name));
        Assert.Equal(
            ["logits", "present.0.key", "present.1.key", "present.0.value", "present.1.value"],
            graph.Output.Select(v => v.Name));
        Assert.Equal(["batch_size", "2", "past_sequence_length", "16"], Shape(graph.Input[2]));
        Assert.Equal(["batch_size", "2", "total_sequence_length", "16"], Shape(graph.Output[1]));
    }

    [Theory]
    [InlineData(LogitsScope.Last, "1", true)]
    [InlineData(LogitsScope.All, "sequence_length", false)]
    public void Logits_are_for_the_last_position_or_for_all(LogitsScope logits, string positions, bool gathered)
    {
        GraphProto graph = LlamaGraph.Build(Recipe(Tied, Precision.Fp32, logits), "model.onnx.data").Model.Graph;

        Assert.Equal(["batch_size", positions, "320"], Shape(graph.Output[0]));
        Assert.Equal(gathered, graph.Node.Any(n => n.Name == "/lm_head/Gather"));
    }

    [Fact]
    public void Attention_has_nine_inputs_so_that_older_runtimes_take_it()
    {
        NodeProto attention = Build("tiny-untied", "int4").Model.Graph.Node.First(n => n.OpType == "GroupQueryAttention");

        Assert.Equal(
            [
                "/model/layers.0/attn/qkv_proj/MatMul/output_0", "", "", "past_key_values.0.key", "past_key_values.0.value",
                "/model/attn_mask_reformat/attn_mask_subgraph/Sub/Cast/output_0",
                "/model/attn_mask_reformat/attn_mask_subgraph/Gather/Cast/output_0", "cos_cache", "sin_cache",
            ],
            attention.Input);
        Assert.Equal(
            ["/model/layers.0/attn/GroupQueryAttention/output_0", "present.0.key", "present.0.value"], attention.Output);
        Assert.Equal("com.microsoft", attention.Domain);
        Assert.Equal((6, 2, 1), (GraphIndex.Integer(attention, "num_heads"), GraphIndex.Integer(attention, "kv_num_heads"), GraphIndex.Integer(attention, "do_rotary")));
        Assert.Equal(0.25f, attention.Attribute.First(a => a.Name == "scale").F);
    }

    [Theory]
    [InlineData("tiny-tied", "fp32", "Transpose", "Gather", "lm_head.MatMul.weight")]
    [InlineData("tiny-tied", "int4", "Reshape", "GatherBlockQuantized", "lm_head.MatMul.weight_Q4")]
    [InlineData("tiny-tied", "int8-f16", "Reshape", "GatherBlockQuantized", "lm_head.MatMul.weight_Q8")]
    [InlineData("tiny-untied", "fp32", null, "Gather", "model.embed_tokens.weight")]
    [InlineData("tiny-untied", "int4", null, "Gather", "model.embed_tokens.weight")]
    public void The_embedding_is_laid_out_as_the_builder_does(string preset, string precision, string? turn, string lookup, string weight)
    {
        GraphProto graph = Build(preset, precision).Model.Graph;
        NodeProto node = graph.Node.First(n => n.Input.Contains("input_ids"));
        NodeProto? before = graph.Node.FirstOrDefault(n => n.Output.Contains(node.Input[0]));

        Assert.Equal(lookup, node.OpType);
        Assert.Equal(turn, before?.OpType);
        Assert.Equal(weight, before?.Input[0] ?? node.Input[0]);
    }

    [Theory]
    [InlineData("int8", 8, 4L)]
    [InlineData("int8-f16", 8, 4L)]
    [InlineData("int4", 4, 4L)]
    [InlineData("int4-f16", 4, null)]
    public void Quantised_products_name_their_blocks_and_ask_for_integer_arithmetic_on_the_CPU(string precision, long bits, long? level)
    {
        NodeProto down = Build("tiny-tied", precision).Model.Graph.Node.First(n => n.Name == $"/model/layers.0/mlp/down_proj/MatMul_Q{bits}");

        Assert.Equal(
            [
                "/model/layers.0/mlp/Mul/output_0", $"model.layers.0.mlp.down_proj.MatMul.weight_Q{bits}",
                "model.layers.0.mlp.down_proj.MatMul.weight_scales",
            ],
            down.Input);
        List<(string, long)> expected = [("K", 160L), ("N", 64L), ("bits", bits), ("block_size", 32L)];
        if (level is { } value)
            expected.Add(("accuracy_level", value));
        Assert.Equal(expected, down.Attribute.Select(a => (a.Name, a.I)));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Every_float_is_of_the_activations_type(string preset, string precision)
    {
        GraphProto graph = Build(preset, precision).Model.Graph;
        int expected = (int)(precision is "fp32" or "int8" or "int4" ? ElementType.Float32 : ElementType.Float16);

        Assert.All(graph.Initializer.Where(t => t.DataType != (int)ElementType.UInt8), t => Assert.Equal(expected, t.DataType));
        Assert.All(graph.Input.Skip(2).Concat(graph.Output), v => Assert.Equal(expected, v.Type.TensorType.ElemType));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Every_tensor_starts_on_a_page_of_its_own(string preset, string precision)
    {
        (ModelProto model, DataLayout data) = Build(preset, precision);

        Assert.All(data.Tensors, t => Assert.Equal(0, t.Offset % 4096));
        Assert.All(data.Tensors.Zip(data.Tensors.Skip(1)), p => Assert.InRange(p.First.Offset + p.First.Bytes, 1, p.Second.Offset));
        Assert.Equal(data.Tensors.Select(t => t.Name), model.Graph.Initializer.Select(t => t.Name));
        Assert.Equal(data.Tensors.Count, data.Tensors.Select(t => t.Name).Distinct().Count());
        Assert.Equal(data.Tensors[^1].Offset + data.Tensors[^1].Bytes, data.Length);
    }

    private static (ModelProto Model, DataLayout Data) Build(string preset, string precision) => LlamaGraph.Build(
        Recipe(preset == "tiny-tied" ? Tied : Untied, Precision.Parse(precision)), "model.onnx.data");

    private static IEnumerable<string> Shape(ValueInfoProto value) =>
        value.Type.TensorType.Shape.Dim.Select(d => d.HasDimParam ? d.DimParam : $"{d.DimValue}");
}
