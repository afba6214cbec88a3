using System.Globalization;
using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>Tells from the products of a graph in which precision its weights are.</summary>
internal static class PrecisionReader
{
    /// <summary>8-bit weights, activations quantised to 8 bits at run time.</summary>
    public const string DynamicInt8 = "int8-dynamic";

    /// <summary>4-bit weights by a table of values, as bitsandbytes stores them.</summary>
    public const string Bnb4 = "bnb4";

    /// <summary>The precision that all products share; null where they differ.</summary>
    public static string? Read(GraphIndex graph)
    {
        string?[] found = [.. graph.Nodes.Where(n => graph.Shape(n) is not null).Select(n => Of(graph, n)).Distinct()];
        return found.Length == 1 ? found[0] : null;
    }

    /// <summary>The value of an attribute that all block-quantised products share; null where they differ or there are none.</summary>
    public static int? BlockSize(GraphIndex graph, string graphPath)
    {
        long?[] sizes =
        [
            .. graph.Nodes.Where(n => n.OpType is GraphProducts.Blocks or GraphProducts.Bnb4)
                .Select(n => GraphIndex.Integer(n, "block_size")).Distinct(),
        ];
        if (sizes.FirstOrDefault(v => v is <= 0 or > int.MaxValue) is { } absurd)
            throw new BadInputException($"{graphPath}: has products in blocks of {absurd} weights; the graph is damaged");
        return sizes.Length == 1 ? (int?)sizes[0] : null;
    }

    private static string? Of(GraphIndex graph, NodeProto product)
    {
        switch (product.OpType)
        {
            case GraphProducts.Blocks:
                long bits = GraphIndex.Integer(product, "bits") ?? 4;
                return ScaleType(graph, product) switch
                {
                    ElementType.Float32 => string.Create(CultureInfo.InvariantCulture, $"int{bits}"),
                    ElementType.Float16 => string.Create(CultureInfo.InvariantCulture, $"int{bits}-f16"),
                    _ => null,
                };
            case GraphProducts.Bnb4:
                return Bnb4;
            case "MatMul" or "Gemm":
                return graph.Matrix(GraphIndex.Input(product, 1)) is { } matrix ? DenseName((ElementType)matrix.Tensor.DataType) : null;
            default:
                return DynamicInt8;
        }
    }

    private static ElementType? ScaleType(GraphIndex graph, NodeProto product) =>
        (ElementType?)graph.Initializer(GraphIndex.Input(product, 2))?.DataType;

    private static string? DenseName(ElementType type) => type switch
    {
        ElementType.Float32 => "fp32",
        ElementType.Float16 => "fp16",
        _ => null,
    };
}
