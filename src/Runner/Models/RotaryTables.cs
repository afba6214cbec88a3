using InferBench.Runner.Models.Onnx;

namespace InferBench.Runner.Models;

/// <summary>The constant tables of cosines and sines that a graph rotates by; their rows are the positions it knows.</summary>
internal static class RotaryTables
{
    private const int GroupQueryCos = 7, EmbeddingCos = 2;

    /// <summary>cos and sin of the first GroupQueryAttention; null where it does not rotate, or not by constants.</summary>
    public static (TensorProto Cos, TensorProto Sin)? OfAttention(GraphIndex graph) =>
        GroupQueryAttention.Nodes(graph).FirstOrDefault() is { } node
        && graph.Initializer(GraphIndex.Input(node, GroupQueryCos)) is { } cos
        && graph.Initializer(GraphIndex.Input(node, GroupQueryCos + 1)) is { } sin
            ? (cos, sin)
            : null;

    /// <summary>Every table, wherever the rotation is.</summary>
    public static IEnumerable<TensorProto> All(GraphIndex graph) => graph.Nodes
        .SelectMany(node => node.OpType switch
        {
            "GroupQueryAttention" => node.Input.Skip(GroupQueryCos).Take(2),
            "RotaryEmbedding" when node.Domain.Length > 0 => node.Input.Skip(EmbeddingCos).Take(2),
            "Gather" when graph.Origin(GraphIndex.Input(node, 1)) == GraphNames.PositionIds => node.Input.Take(1),
            _ => [],
        })
        .Distinct()
        .Select(graph.Initializer)
        .OfType<TensorProto>();
}
