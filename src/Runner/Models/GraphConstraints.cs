using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>What ONNX Runtime's operators ask of a model's shape, checked before the runtime refuses it in its own words.</summary>
internal static class GraphConstraints
{
    private static readonly ElementType[] Weights =
    [
        ElementType.Float32, ElementType.Float16, ElementType.Int8, ElementType.UInt8, ElementType.Int4, ElementType.UInt4,
    ];

    /// <exception cref="BadInputException">The runtime cannot run the model; the message names the constraint.</exception>
    public static void Check(GraphIndex graph, string graphPath, ModelGeometry g)
    {
        if (g.Heads % g.KvHeads != 0)
            throw Refused("the number of query heads must be a multiple of that of key and value heads", $"{g.Heads} and {g.KvHeads}");
        if (GroupQueryAttention.Nodes(graph).Any())
            CheckHeads(graph, g, Refused);
        foreach (NodeProto product in graph.Nodes.Where(n => graph.Shape(n) is not null && n.OpType is not (GraphProducts.Blocks or GraphProducts.Bnb4)))
        {
            if (graph.Matrix(GraphIndex.Input(product, 1)) is { Tensor: { } weights } && !Weights.Contains((ElementType)weights.DataType))
                throw Refused("matrices need weights of float32, float16 or integers", $"{((ElementType)weights.DataType).Name()} for {weights.Name}");
        }

        BlockConstraints.Check(graph.Graph, Refused);

        BadInputException Refused(string constraint, string found) =>
            new($"{graphPath}: cannot be run by ONNX Runtime: {constraint}; found {found}");
    }

    private static void CheckHeads(GraphIndex graph, ModelGeometry g, Func<string, string, BadInputException> refused)
    {
        if (g.HeadSize % 8 != 0)
            throw refused("GroupQueryAttention needs a head size that is a multiple of 8", $"{g.HeadSize}");
        if (RotaryTables.OfAttention(graph) is not { } tables)
            return;
        if (g.HeadSize % 16 != 0)
            throw refused("GroupQueryAttention that rotates needs a head size that is a multiple of 16", $"{g.HeadSize}");
        foreach (TensorProto table in (TensorProto[])[tables.Cos, tables.Sin])
        {
            if (table.Dims.Count != 2 || table.Dims[1] % 8 != 0 || table.Dims[1] > g.HeadSize / 2 || table.Dims[1] <= 0)
                throw refused(
                    $"rotary tables need 2 dimensions, the second a multiple of 8 and at most {g.HeadSize / 2}, half the head size",
                    $"[{string.Join(", ", table.Dims)}] for {table.Name}");
        }

        if (tables.Sin.Dims[0] != tables.Cos.Dims[0] || tables.Sin.Dims[1] != tables.Cos.Dims[1])
            throw refused(
                "both rotary tables need one shape",
                $"[{string.Join(", ", tables.Cos.Dims)}] and [{string.Join(", ", tables.Sin.Dims)}]");
    }
}
