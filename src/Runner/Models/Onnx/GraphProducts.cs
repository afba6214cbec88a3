namespace InferBench.Runner.Models.Onnx;

/// <summary>Finds the products by constant matrices in a graph, however the matrix is stored.</summary>
internal static class GraphProducts
{
    public const string Blocks = "MatMulNBits", Bnb4 = "MatMulBnb4", Integers = "MatMulInteger";

    // A bias, a cast and the two scales of a quantised product: no exporter puts more between a product and its value.
    private const int MostSteps = 6;

    /// <summary>The product that makes a value, seen through biases, casts and scales on either side.</summary>
    public static NodeProto? Product(this GraphIndex graph, string value) => Product(graph, value, MostSteps);

    /// <summary>Input and output width of the product that makes a value.</summary>
    public static (long In, long Out)? Projection(this GraphIndex graph, string value) =>
        graph.Product(value) is { } product ? graph.Shape(product) : null;

    /// <summary>The first product whose node's name has this part.</summary>
    public static NodeProto? ProductNamed(this GraphIndex graph, string part) =>
        graph.Nodes.FirstOrDefault(n => n.Name.Contains(part, StringComparison.Ordinal) && graph.Shape(n) is not null);

    /// <summary>Input and output width of a product by a constant matrix; null for any other node.</summary>
    public static (long In, long Out)? Shape(this GraphIndex graph, NodeProto node)
    {
        switch (node.OpType)
        {
            case Blocks or Bnb4 when GraphIndex.Integer(node, "K") is { } inputs && GraphIndex.Integer(node, "N") is { } outputs:
                return (inputs, outputs);
            case "MatMul" or Integers or "MatMulIntegerToFloat" or "DynamicQuantizeMatMul" or "Gemm":
                if (graph.Matrix(GraphIndex.Input(node, 1)) is not { } matrix)
                    return null;
                bool turned = matrix.Turned != (node.OpType == "Gemm" && GraphIndex.Integer(node, "transB") is > 0);
                return turned ? (matrix.Tensor.Dims[1], matrix.Tensor.Dims[0]) : (matrix.Tensor.Dims[0], matrix.Tensor.Dims[1]);
            default:
                return null;
        }
    }

    /// <summary>The constant matrix behind a value, seen through what only stores it in another way.</summary>
    public static (TensorProto Tensor, bool Turned)? Matrix(this GraphIndex graph, string value)
    {
        bool turned = false;
        for (int steps = 0; steps < MostSteps && graph.Producer(value) is { OpType: "Transpose" or "Cast" or "DequantizeLinear" or "Identity" } node; steps++)
        {
            turned ^= node.OpType == "Transpose";
            value = GraphIndex.Input(node, 0);
        }

        return graph.Initializer(value) is { Dims.Count: 2 } matrix ? (matrix, turned) : null;
    }

    /// <summary>The tensor behind a value, seen through what only stores it in another way; the value itself where none is.</summary>
    public static string Origin(this GraphIndex graph, string value)
    {
        for (int steps = 0; steps < MostSteps && graph.Producer(value) is { OpType: "Reshape" or "Transpose" or "Cast" or "DequantizeLinear" or "Identity" } node; steps++)
            value = GraphIndex.Input(node, 0);
        return value;
    }

    private static NodeProto? Product(GraphIndex graph, string value, int steps)
    {
        if (steps == 0 || graph.Producer(value) is not { } node)
            return null;
        if (graph.Shape(node) is not null)
            return node;
        return node.OpType is "Add" or "Mul" or "Cast" or "Identity"
            ? node.Input.Take(2).Select(input => Product(graph, input, steps - 1)).FirstOrDefault(p => p is not null)
            : null;
    }
}
