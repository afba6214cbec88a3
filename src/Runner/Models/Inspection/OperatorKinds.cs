using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models.Inspection;

/// <summary>What operators of Llama-class graphs do, and what their inputs are for.</summary>
internal static class OperatorKinds
{
    private const int MostSteps = 4;

    /// <summary>True for what attends, or makes attention's weights out of scores.</summary>
    public static bool IsAttention(NodeProto node) => node.OpType
        is "GroupQueryAttention" or "MultiHeadAttention" or "Attention" or "SparseAttention" or "PagedAttention" or "Softmax";

    /// <summary>True for the activation function of a feed-forward block, or a part of it.</summary>
    public static bool IsActivation(NodeProto node) => node.OpType
        is "Sigmoid" or "Swish" or "QuickGelu" or "Gelu" or "FastGelu" or "BiasGelu" or "Erf" or "Tanh" or "Relu" or "HardSwish";

    /// <summary>Inputs that hold cosines and sines.</summary>
    public static IEnumerable<string> RotaryTables(NodeProto node, string? positions) => node.OpType switch
    {
        "GroupQueryAttention" => [GraphIndex.Input(node, 7), GraphIndex.Input(node, 8)],
        "RotaryEmbedding" when node.Domain.Length > 0 => [GraphIndex.Input(node, 2), GraphIndex.Input(node, 3)],
        "RotaryEmbedding" => [GraphIndex.Input(node, 1), GraphIndex.Input(node, 2)],
        "Gather" when positions is not null && GraphIndex.Input(node, 1) == positions => [GraphIndex.Input(node, 0)],
        _ => [],
    };

    /// <summary>Inputs that hold the weights of norms, and those of attention that are no products.</summary>
    public static IEnumerable<(TensorKind Kind, string Value)> Weights(DataFlow flow, NodeProto node)
    {
        (TensorKind kind, int[] inputs) = node.OpType switch
        {
            "SimplifiedLayerNormalization" or "RMSNormalization" or "LayerNormalization" => (TensorKind.Norm, [1, 2]),
            "SkipSimplifiedLayerNormalization" or "SkipLayerNormalization" => (TensorKind.Norm, [2, 3, 4]),
            "GroupQueryAttention" => (TensorKind.Norm, [14, 15]),
            "MultiHeadAttention" => (TensorKind.Attention, [3]),
            "Mul" when IsScaledNorm(flow, node) => (TensorKind.Norm, [0, 1]),
            _ => (TensorKind.Other, (int[])[]),
        };
        return inputs.Select(i => (kind, GraphIndex.Input(node, i)));
    }

    /// <summary>True where a stored vector multiplies what was divided by a root mean square a few nodes before.</summary>
    private static bool IsScaledNorm(DataFlow flow, NodeProto node)
    {
        if (node.Input.Count != 2 || node.Input.Count(i => flow.Tensor(i) is { IsFloat: true, Elements: > 1 }) != 1)
            return false;
        string value = node.Input.First(i => flow.Tensor(i) is not { IsFloat: true, Elements: > 1 });
        for (int steps = 0; steps < MostSteps && flow.Producer(value) is { } made; steps++)
        {
            if (made.Input.Select(flow.Producer).OfType<NodeProto>().Prepend(made).Any(n => n.OpType is "Sqrt" or "Reciprocal" or "Rsqrt" or "ReduceMean"))
                return true;
            if (made.OpType is not ("Cast" or "Mul" or "Div"))
                return false;
            value = made.Input[0];
        }

        return false;
    }
}
