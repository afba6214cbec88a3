using InferBench.Runner.Inference.OnnxRuntime.Trace;
using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Profile.Operators;

namespace InferBench.Runner.Tests.Profile.Operators;

public sealed class OperatorFormulasTests
{
    private static readonly HostRun Prompt = new(RunPhase.Prefill, 0, 1, 3, 10, 0, 1), Step = new(RunPhase.Decode, 1, 2, 1, 10, 0, 1);

    [Fact]
    public void Products_take_two_operations_for_each_weight_and_row()
    {
        Assert.Equal(2 * 3 * 4 * 5, Operations("MatMul", [Floats(1, 3, 4)], [Floats(1, 3, 5)]));
        Assert.Equal(2 * 6 * 7 * 8 * 9, Operations("MatMul", [Floats(6, 7, 8), Floats(6, 8, 9)], [Floats(6, 7, 9)]));
        Assert.Equal(2 * 3 * 4 * 5, Operations("Gemm", [Floats(4, 3), Floats(4, 5)], [Floats(3, 5)]));
        Assert.Equal(2 * 3 * 32 * 5, Operations("MatMulNBits", [Floats(1, 3, 32), Floats(5, 1)], [Floats(1, 3, 5)]));
        Assert.Equal(2 * 3 * 4 * 5, Operations("MatMulInteger", [new("uint8", [1, 3, 4]), new("int8", [4, 5])], [new("int32", [1, 3, 5])]));
    }

    [Fact]
    public void Weights_that_the_runtime_packed_are_the_files_bytes()
    {
        var graph = new GraphProto
        {
            Node = { new NodeProto { Name = "p", OpType = "MatMulNBits", Input = { "x", "blocks", "scales", "zeros" }, Output = { "y" } } },
            Initializer = { Tensor("blocks", ElementType.UInt8, 5, 1, 16), Tensor("scales", ElementType.Float32, 5, 1), Tensor("zeros", ElementType.UInt8, 5, 1) },
        };
        var call = Call("MatMulNBits", [Floats(1, 3, 32), Floats(5, 1)], [Floats(1, 3, 5)], activations: 384, parameters: 20, output: 60);

        var cost = OperatorFormulas.Of(call, ModelNodes.Of(graph).Find("p"), Prompt);

        Assert.Equal(new(2 * 3 * 32 * 5, 80 + 20 + 5, 0, 444), cost);
        Assert.Equal(549, cost.Bytes);
        Assert.Null(OperatorFormulas.Of(call, null, Prompt).WeightBytes);
    }

    [Fact]
    public void Grouped_query_attention_counts_causal_pairs_and_the_cache_that_is_filled()
    {
        // 4 heads of 8 share 2 of keys; both caches have room for 64 tokens.
        var prompt = Call("GroupQueryAttention", [Floats(1, 3, 64)], [Floats(1, 3, 32), Floats(1, 2, 64, 8), Floats(1, 2, 64, 8)]);
        var step = Call("GroupQueryAttention", [Floats(2, 1, 64)], [Floats(2, 1, 32), Floats(2, 2, 64, 8), Floats(2, 2, 64, 8)]);

        // Queries at 10, 11 and 12 see 11, 12 and 13 keys.
        Assert.Equal(
            new(4 * 32 * (11 + 12 + 13), 0, 2 * 2 * 8 * 13 * 4, 3 * (32 + 32 + 16 + 16) * 4), OperatorFormulas.Of(prompt, null, Prompt));
        Assert.Equal(
            new(4 * 2 * 32 * 11, 0, 2 * 2 * 2 * 8 * 11 * 4, 2 * (32 + 32 + 16 + 16) * 4), OperatorFormulas.Of(step, null, Step));
        Assert.Equal(OperatorCost.Unknown, OperatorFormulas.Of(step, null, Prompt));
    }

    [Fact]
    public void Multi_head_attention_sees_every_key()
    {
        var kept = Call("MultiHeadAttention", [Floats(2, 3, 32), Floats(2, 5, 32), Floats(2, 5, 32)], [Floats(2, 3, 32)]);
        var cached = Call("MultiHeadAttention", [Floats(2, 3, 32), Floats(2, 3, 32), Floats(2, 3, 32)], [Floats(2, 3, 32), Floats(2, 4, 13, 8), Floats(2, 4, 13, 8)]);

        Assert.Equal(new(4 * 2 * 32 * 3 * 5, 0, 2 * 2 * 5 * 32 * 4, 2 * 2 * 3 * 32 * 4), OperatorFormulas.Of(kept, null, Prompt));
        Assert.Equal(4 * 2 * 32 * 3 * 13, OperatorFormulas.Of(cached, null, Prompt).Operations);
    }

    [Fact]
    public void Of_a_stored_table_the_rows_that_are_asked_for_are_read()
    {
        var graph = new GraphProto
        {
            Node = { new NodeProto { Name = "p", OpType = "Gather", Input = { "table", "ids" }, Output = { "y" } } },
            Initializer = { Tensor("table", ElementType.Float32, 100, 8) },
        };
        var call = Call("Gather", [Floats(100, 8), new("int64", [1, 3])], [Floats(1, 3, 8)], activations: 24, parameters: 3200, output: 96);

        Assert.Equal(new(0, 96, 0, 120), OperatorFormulas.Of(call, ModelNodes.Of(graph).Find("p"), Prompt));
        // A table that was computed: the same rows, but no weights.
        Assert.Equal(new(0, 0, 0, 96 + 96 + 24), OperatorFormulas.Of(call, null, Prompt));
        // 4-bit rows with a scale: (16 blocks' bytes + 4) for each, and two operations for each element.
        var quantised = Call("GatherBlockQuantized", [new("uint8", [100, 16]), new("int64", [1, 3]), Floats(100, 1)], [Floats(1, 3, 32)], activations: 24, parameters: 2000, output: 384);
        Assert.Equal(new(2 * 96, 60, 0, 408), OperatorFormulas.Of(quantised, ModelNodes.Of(graph).Find("p"), Prompt));
    }

    [Fact]
    public void Elementwise_operators_norms_and_reductions_count_their_elements()
    {
        Assert.Equal(new(12, 0, 0, 144), OperatorFormulas.Of(Call("Add", [Floats(3, 4), Floats(3, 4)], [Floats(3, 4)], 96, 0, 48), null, Prompt));
        Assert.Equal(new(36, 0, 0, 96), OperatorFormulas.Of(Call("QuickGelu", [Floats(3, 4)], [Floats(3, 4)], 48, 0, 48), null, Prompt));
        Assert.Equal(new(60, 16, 0, 192), OperatorFormulas.Of(Call("SkipSimplifiedLayerNormalization", [Floats(3, 4)], [Floats(3, 4)], 96, 16, 96), null, Prompt));
        Assert.Equal(new(12, 8, 0, 60), OperatorFormulas.Of(Call("ReduceSum", [Floats(3, 4)], [Floats(3)], 48, 8, 12), null, Prompt));
        Assert.Equal(new(0, 0, 0, 24), OperatorFormulas.Of(Call("Slice", [Floats(3, 4)], [Floats(3)], 48, 8, 12), null, Prompt));
    }

    [Fact]
    public void What_has_no_formula_is_not_known_and_never_zero()
    {
        Assert.Equal(OperatorCost.Unknown, OperatorFormulas.Of(Call("Mystery", [Floats(3)], [Floats(3)], 12, 0, 12), null, Prompt));
        Assert.Equal(OperatorCost.Unknown, OperatorFormulas.Of(Call("If", [], [Floats(3)], 12, 0, 12), null, Prompt));
        Assert.Equal(new(12, null, 0, null), OperatorFormulas.Of(Call("Add", [Floats(3, 4)], [Floats(3, 4)]), null, Prompt));
        Assert.Null(OperatorFormulas.Of(Call("Reshape", [Floats(3)], [Floats(3)], 12, 0, 12), null, Prompt).Bytes);
        Assert.Null(Operations("MatMul", [], []));
        Assert.Null(Operations("MatMul", [Floats(1L << 30, 1L << 18)], [Floats(1L << 30, 1L << 18)]));
    }

    private static long? Operations(string op, TracedTensor[] inputs, TracedTensor[] outputs) => OperatorFormulas.Of(Call(op, inputs, outputs), null, Prompt).Operations;

    private static TracedTensor Floats(params long[] dimensions) => new("float", dimensions);

    private static TensorProto Tensor(string name, ElementType type, params long[] dimensions) =>
        new() { Name = name, DataType = (int)type, Dims = { dimensions } };

    private static TracedCall Call(string op, TracedTensor[] inputs, TracedTensor[] outputs, long? activations = null, long? parameters = null, long? output = null) => new()
    {
        Name = "p",
        Operator = op,
        Provider = "CPUExecutionProvider",
        Inputs = inputs,
        Outputs = outputs,
        ActivationBytes = activations,
        ParameterBytes = parameters,
        OutputBytes = output,
    };
}
