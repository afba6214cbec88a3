using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>What ONNX Runtime's operators ask of a model's shape, checked before the runtime refuses it in its own words.</summary>
internal static class GraphConstraints
{
    private static readonly long[] BlockSizes = [16, 32, 64, 128, 256];
    private static readonly long[] Bits = [2, 4, 8];

    /// <exception cref="BadInputException">The runtime cannot run the model; the message names the constraint.</exception>
    public static void Check(GraphIndex graph, string graphPath, ModelGeometry g)
    {
        if (g.Heads % g.KvHeads != 0)
            throw Refused("the number of query heads must be a multiple of that of key and value heads", $"{g.Heads} and {g.KvHeads}");
        if (GroupQueryAttention.Nodes(graph).Any())
            CheckHeads(graph, g, Refused);
        foreach (NodeProto product in graph.Nodes.Where(n => n.OpType == GraphProducts.Blocks))
        {
            if (GraphIndex.Integer(product, "bits") is { } bits && !Bits.Contains(bits))
                throw Refused($"MatMulNBits needs bits of {string.Join(", ", Bits)}", $"{bits} at {product.Name}");
            if (GraphIndex.Integer(product, "block_size") is { } size && !BlockSizes.Contains(size))
                throw Refused($"MatMulNBits needs a block_size of {string.Join(", ", BlockSizes)}", $"{size} at {product.Name}");
            CheckBlocks(graph, product, Refused);
        }

        BadInputException Refused(string constraint, string found) =>
            new($"{graphPath}: cannot be run by ONNX Runtime: {constraint}; found {found}");
    }

    // Some kernels, that of float16 for one, read as far as the attributes say, whatever the weights have.
    private static void CheckBlocks(GraphIndex graph, NodeProto product, Func<string, string, BadInputException> refused)
    {
        const int weights = 1, scales = 2, zeroPoints = 3, bias = 5;
        long bits = GraphIndex.Integer(product, "bits") ?? 4, size = GraphIndex.Integer(product, "block_size") ?? 0;
        if (size == 0 || GraphIndex.Integer(product, "K") is not { } inputs || GraphIndex.Integer(product, "N") is not { } outputs || inputs <= 0 || outputs <= 0)
            throw refused("MatMulNBits needs K, N and block_size above 0", $"none at {product.Name}");
        Int128 blocks = ((Int128)inputs + size - 1) / size;
        Check(weights, "weights", outputs * blocks * (size * bits / 8));
        Check(scales, "scales", outputs * blocks);
        Check(zeroPoints, "zero points", outputs * blocks, outputs * ((blocks * bits + 7) / 8));
        Check(bias, "biases", outputs);

        void Check(int input, string what, params Int128[] needed)
        {
            if (graph.Initializer(GraphIndex.Input(product, input)) is { } tensor && !needed.Contains(GraphCheck.Elements(tensor) ?? 0))
                throw refused(
                    $"MatMulNBits of {outputs} x {inputs} weights of {bits} bits in blocks of {size} needs {needed[^1]} {what}",
                    $"{GraphCheck.Elements(tensor)} at {product.Name}");
        }
    }

    private static void CheckHeads(GraphIndex graph, ModelGeometry g, Func<string, string, BadInputException> refused)
    {
        if (g.HeadSize % 8 != 0)
            throw refused("GroupQueryAttention needs a head size that is a multiple of 8", $"{g.HeadSize}");
        if (GroupQueryAttention.Tables(graph) is not { } tables)
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
