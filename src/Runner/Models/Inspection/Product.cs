using InferBench.Runner.Models.Onnx;

namespace InferBench.Runner.Models.Inspection;

/// <summary>A matrix product with a stored matrix.</summary>
/// <param name="Node">The operator.</param>
/// <param name="Input">The activations it takes, before they are quantised.</param>
/// <param name="Weight">The matrix.</param>
/// <param name="Bias">What is added to each row of its result; null where nothing is.</param>
internal sealed record Product(NodeProto Node, string Input, StoredWeight Weight, StoredWeight? Bias)
{
    private const int MostFollowing = 4;

    public static Product? Of(DataFlow flow, NodeProto node)
    {
        StoredWeight? weight = node.OpType switch
        {
            "MatMul" or "FusedMatMul" or "Gemm" => Matrix(1),
            "Attention" when node.Domain.Length > 0 => Matrix(1),
            "MatMulInteger" => Matrix(1, [Input(3), .. IntegerScales(flow, node)]),
            "MatMulIntegerToFloat" => Matrix(1, Input(3), Input(5)),
            "DynamicQuantizeMatMul" => Matrix(1, Input(2), Input(3)),
            "QLinearMatMul" => Matrix(3, Input(4), Input(5)),
            "MatMulNBits" => Blocks(Number("bits") ?? 4, Input(2), Input(3), Input(4)),
            "MatMulBnb4" => Blocks(4, Input(2)),
            _ => null,
        };
        string input = flow.Producer(Input(0)) is { OpType: "DynamicQuantizeLinear" } quantized ? GraphIndex.Input(quantized, 0) : Input(0);
        return weight is null ? null : new(node, input, weight, BiasOf(flow, node));

        string Input(int index) => GraphIndex.Input(node, index);

        long? Number(string attribute) => GraphIndex.Integer(node, attribute);

        StoredWeight? Matrix(int index, params IEnumerable<string> more) =>
            StoredWeight.Behind(flow, Input(index), more) is { } found && flow.Tensor(found.Name)!.Rank >= 2 ? found : null;

        StoredWeight? Blocks(long bits, params string[] more) => Number("K") is > 0 and var k && Number("N") is > 0 and var n
            && (Int128)k * n <= long.MaxValue
                ? StoredWeight.OfBlocks(flow, Input(1), k * n, bits, Number("block_size") ?? 0, more)
                : null;
    }

    /// <summary>The result of an integer product is multiplied by the product of both sides' scales.</summary>
    private static IEnumerable<string> IntegerScales(DataFlow flow, NodeProto node) =>
        from result in Following(flow, node)
        where result.OpType == "Mul"
        from operand in result.Input
        from scale in flow.Tensor(operand) is null && flow.Producer(operand) is { OpType: "Mul" } both ? both.Input : [operand]
        where flow.Tensor(scale) is { IsFloat: true }
        select scale;

    private static StoredWeight? BiasOf(DataFlow flow, NodeProto node)
    {
        int? slot = node.OpType switch
        {
            "Gemm" or "Attention" => 2,
            "MatMulNBits" => 5,
            "MatMulIntegerToFloat" => 6,
            "DynamicQuantizeMatMul" => 4,
            _ => null,
        };
        IEnumerable<string> candidates = Following(flow, node).Where(n => n.OpType == "Add").SelectMany(n => n.Input);
        if (slot is { } given)
            candidates = candidates.Prepend(GraphIndex.Input(node, given));
        return candidates.Select(c => StoredWeight.Behind(flow, c)).FirstOrDefault(w => w?.Parameters > 1);
    }

    /// <summary>What is done to the result itself: casts, the scales of an integer product, an added bias.</summary>
    private static IEnumerable<NodeProto> Following(DataFlow flow, NodeProto node)
    {
        bool isInteger = node.OpType == "MatMulInteger";
        for (int i = 0; i < MostFollowing && node.Output.Count > 0; i++)
        {
            if (flow.Consumers(node.Output[0]) is not [var next] || !(next.OpType is "Cast" or "Add" || (isInteger && next.OpType == "Mul")))
                yield break;
            yield return node = next;
        }
    }
}
