using InferBench.Runner.Models;
using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Models.Layouts;
using static InferBench.Runner.Tests.Models.TinyPresets;

namespace InferBench.Runner.Tests.Models;

/// <summary>Shapes that ONNX Runtime's operators refuse, in graphs without a config.</summary>
public sealed class GraphConstraintsTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(3, 2, 16, "the number of query heads must be a multiple of that of key and value heads; found 3 and 2")]
    [InlineData(4, 2, 12, "GroupQueryAttention needs a head size that is a multiple of 8; found 12")]
    [InlineData(4, 2, 24, "GroupQueryAttention that rotates needs a head size that is a multiple of 16; found 24")]
    public void Heads_that_do_not_fit_are_refused(int heads, int kvHeads, int headSize, string message)
    {
        TensorGraph model = SourceModel.Graph(Tied, Precision.Fp32);
        foreach (NodeProto attention in model.Graph.Node.Where(n => n.OpType == "GroupQueryAttention"))
        {
            attention.Attribute.First(a => a.Name == "num_heads").I = heads;
            attention.Attribute.First(a => a.Name == "kv_num_heads").I = kvHeads;
            string weight = model.Graph.Node.First(n => n.Output.Contains(attention.Input[0])).Input[1];
            int width = (heads + (2 * kvHeads)) * headSize;
            model.Remove(weight);
            model.Add(weight, [64, width], new float[64 * width]);
        }

        foreach (ValueInfoProto cache in model.Graph.Input.Skip(2))
            cache.Type.TensorType.Shape.Dim[3].DimValue = headSize;

        Refused(model, message);
    }

    [Theory]
    [InlineData(12L, "[128, 12]")]
    [InlineData(16L, "[128, 16]")]
    public void Rotary_tables_that_do_not_fit_are_refused(long columns, string shape)
    {
        TensorGraph model = SourceModel.Graph(Tied, Precision.Fp32);
        model.Remove("sin_cache");
        model.Add("sin_cache", [128, columns], new float[128 * columns]);

        Refused(
            model,
            $"rotary tables need 2 dimensions, the second a multiple of 8 and at most 8, half the head size; found {shape} for sin_cache");
    }

    [Fact]
    public void Rotary_tables_of_two_shapes_are_refused()
    {
        TensorGraph model = SourceModel.Graph(Tied, Precision.Fp32);
        model.Remove("sin_cache");
        model.Add("sin_cache", [64, 8], new float[64 * 8]);

        Refused(model, "both rotary tables need one shape; found [128, 8] and [64, 8]");
    }

    [Theory]
    [InlineData("bits", 3, "MatMulNBits needs bits of 2, 4, 8; found 3 at /model/layers.0/attn/qkv_proj/MatMul_Q4")]
    [InlineData("block_size", 24, "MatMulNBits needs a block_size of 16, 32, 64, 128, 256; found 24 at /model/layers.0/attn/qkv_proj/MatMul_Q4")]
    public void Blocks_that_the_runtime_has_no_kernel_for_are_refused(string attribute, int value, string message)
    {
        TensorGraph model = SourceModel.Graph(Tied, Precision.Int4);
        foreach (NodeProto node in model.Graph.Node.Where(n => n.OpType == "MatMulNBits"))
            node.Attribute.First(a => a.Name == attribute).I = value;

        Refused(model, message);
    }

    [Theory]
    [InlineData(16, 2, "bfloat16")]
    [InlineData(11, 8, "type 11")]
    public void Weights_that_the_runtime_has_no_kernel_for_are_refused(int type, int bytes, string name)
    {
        TensorGraph model = SourceModel.Graph(Tied, Precision.Fp32);
        const string weight = "model.layers.0.mlp.up_proj.MatMul.weight";
        model.Remove(weight);
        model.Add(weight, (ElementType)type, [64, 160], new byte[64 * 160 * bytes]);

        Refused(model, $"matrices need weights of float32, float16 or integers; found {name} for {weight}");
    }

    [Theory]
    [InlineData("bits", 8, "MatMulNBits with these attributes needs 8192 bytes of weights; found 4096 at /model/layers.0/attn/qkv_proj/MatMul_Q4")]
    [InlineData("block_size", 64, "MatMulNBits with these attributes needs 128 scales; found 256 at /model/layers.0/attn/qkv_proj/MatMul_Q4")]
    [InlineData("K", 128, "MatMulNBits with these attributes needs 8192 bytes of weights; found 4096 at /model/layers.0/attn/qkv_proj/MatMul_Q4")]
    [InlineData("N", 0, "MatMulNBits needs N from 1 to 2147483647; found 0 at /model/layers.0/attn/qkv_proj/MatMul_Q4")]
    public void Blocks_that_the_weights_do_not_have_are_refused(string attribute, int value, string message)
    {
        TensorGraph model = SourceModel.Graph(Tied, Precision.Int4F16);
        model.Graph.Node.First(n => n.OpType == "MatMulNBits").Attribute.First(a => a.Name == attribute).I = value;

        RefusedBlocks(model, message);
    }

    [Theory]
    [InlineData("bits", 0L, "GatherBlockQuantized needs bits of 2, 4, 8; found 0 at /model/embed_tokens/GatherBlockQuantized")]
    [InlineData("bits", 1L << 40, "GatherBlockQuantized needs bits of 2, 4, 8; found 1099511627776 at /model/embed_tokens/GatherBlockQuantized")]
    [InlineData("block_size", 0L, "GatherBlockQuantized needs a block_size that is a power of two from 16 on; found 0 at /model/embed_tokens/GatherBlockQuantized")]
    [InlineData("block_size", 24L, "GatherBlockQuantized needs a block_size that is a power of two from 16 on; found 24 at /model/embed_tokens/GatherBlockQuantized")]
    public void Lookups_by_which_the_runtime_would_divide_are_refused(string attribute, long value, string message)
    {
        TensorGraph model = SourceModel.Graph(Tied, Precision.Int4);
        model.Graph.Node.Single(n => n.OpType == "GatherBlockQuantized").Attribute.First(a => a.Name == attribute).I = value;

        RefusedBlocks(model, message);
    }

    [Theory]
    [InlineData(3, 127, "zero points", 128)]
    [InlineData(5, 127, "biases", 128)]
    public void Vectors_of_blocks_that_are_too_short_are_refused(int input, int length, string what, int needed)
    {
        TensorGraph model = SourceModel.Graph(Tied, Precision.Int4F16);
        NodeProto product = model.Graph.Node.First(n => n.OpType == "MatMulNBits");
        while (product.Input.Count <= input)
            product.Input.Add("");
        product.Input[input] = model.Add("short", ElementType.UInt8, [length], new byte[length]);

        RefusedBlocks(model, $"MatMulNBits with these attributes needs {needed} {what}; found {length} at {product.Name}");
    }

    [Theory]
    [InlineData(4096, 127, "MatMulBnb4 with these attributes needs 128 scales; found 127 at product")]
    [InlineData(4095, 128, "MatMulBnb4 with these attributes needs 4096 bytes of weights; found 4095 at product")]
    public void Blocks_of_bitsandbytes_that_are_too_short_are_refused_in_a_branch_too(int bytes, int scales, string message)
    {
        TensorGraph model = SourceModel.Graph(Tied, Precision.Fp32);
        model.Add("weights", ElementType.UInt8, [bytes], new byte[bytes]);
        model.Add("scales", [scales], new float[scales]);
        GraphProto branch = new();
        branch.Node("product", "MatMulBnb4", ["", "weights", "scales"], GraphNodes.Int("K", 64), GraphNodes.Int("N", 128), GraphNodes.Int("block_size", 64));
        model.Graph.Node("branches", "If", [], GraphNodes.Subgraph("else_branch", branch));

        RefusedBlocks(model, message);
    }

    /// <summary>The graph with its products looked at alone: elsewhere it may contradict its new attributes too.</summary>
    private static void RefusedBlocks(TensorGraph model, string message) => Assert.Equal(
        message,
        Assert.Throws<BadInputException>(() => BlockConstraints.Check(model.Graph, (constraint, found) => new($"{constraint}; found {found}"))).Message);

    private void Refused(TensorGraph model, string constraint)
    {
        string path = folder["model.onnx"];
        model.Save(path);

        Assert.Equal(
            $"{path}: cannot be run by ONNX Runtime: {constraint}", Assert.Throws<BadInputException>(() => ModelFolder.Open(path)).Message);
    }
}
