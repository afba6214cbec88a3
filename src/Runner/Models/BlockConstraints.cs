using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>
/// What products by quantised blocks, and lookups in them, ask of their weights. Some of the runtime's kernels read as far as the attributes say,
/// whatever the weights have, and end the process.
/// </summary>
internal sealed class BlockConstraints
{
    private static readonly long[] BlockSizes = [16, 32, 64, 128, 256];
    private static readonly long[] Bits = [2, 4, 8];
    private const string Lookup = "GatherBlockQuantized";
    private readonly Func<string, string, BadInputException> refused;
    private readonly NodeProto[] products;
    private readonly ILookup<string, TensorProto> stored;

    private BlockConstraints(GraphProto graph, Func<string, string, BadInputException> refused)
    {
        this.refused = refused;
        // Any branch may be the one that runs, and take weights of the graph around it.
        GraphProto[] graphs = [.. OnnxFile.WithSubgraphs(graph)];
        products = [.. graphs.SelectMany(g => g.Node).Where(n => n.OpType is GraphProducts.Blocks or GraphProducts.Bnb4 or Lookup)];
        stored = graphs.SelectMany(g => g.Initializer).ToLookup(t => t.Name);
    }

    /// <param name="graph">The graph, with those inside it.</param>
    /// <param name="refused">Makes the error of a constraint and what was found.</param>
    /// <exception cref="BadInputException">A product breaks a constraint.</exception>
    public static void Check(GraphProto graph, Func<string, string, BadInputException> refused)
    {
        BlockConstraints constraints = new(graph, refused);
        foreach (NodeProto product in constraints.products)
            constraints.Check(product);
    }

    private void Check(NodeProto product)
    {
        if (GraphIndex.Integer(product, "bits") is { } given && !Bits.Contains(given))
            throw refused($"{product.OpType} needs bits of {string.Join(", ", Bits)}", $"{given} at {product.Name}");
        if (product.OpType == Lookup)
        {
            // The runtime divides by it before it looks at it.
            if (GraphIndex.Integer(product, "block_size") is { } block && (block < BlockSizes[0] || !long.IsPow2(block)))
                throw refused($"{Lookup} needs a block_size that is a power of two from {BlockSizes[0]} on", $"{block} at {product.Name}");
            return;
        }

        bool rows = product.OpType == GraphProducts.Blocks;
        long inputs = Number(product, "K"), outputs = Number(product, "N"), size = Number(product, "block_size");
        if (rows && !BlockSizes.Contains(size))
            throw refused($"MatMulNBits needs a block_size of {string.Join(", ", BlockSizes)}", $"{size} at {product.Name}");
        if (!rows)
        {
            Int128 count = (Int128)inputs * outputs;
            Check(product, 1, "bytes of weights", (count + 1) / 2);
            Check(product, 2, "scales", (count + size - 1) / size);
            return;
        }

        long bits = GraphIndex.Integer(product, "bits") ?? 4;
        Int128 blocks = ((Int128)inputs + size - 1) / size;
        Check(product, 1, "bytes of weights", outputs * blocks * (size * bits / 8));
        Check(product, 2, "scales", outputs * blocks);
        Check(product, 3, "zero points", outputs * blocks, outputs * ((blocks * bits + 7) / 8));
        Check(product, 5, "biases", outputs);
    }

    private long Number(NodeProto product, string attribute) =>
        GraphIndex.Integer(product, attribute) is { } number and > 0 and <= int.MaxValue
            ? number
            : throw refused($"{product.OpType} needs {attribute} from 1 to {int.MaxValue}", $"{GraphIndex.Integer(product, attribute) ?? 0} at {product.Name}");

    private void Check(NodeProto product, int input, string what, params Int128[] allowed)
    {
        foreach (TensorProto tensor in stored[GraphIndex.Input(product, input)])
        {
            long elements = GraphCheck.Elements(tensor) ?? 0;
            if (!allowed.Contains(elements))
                throw refused($"{product.OpType} with these attributes needs {allowed[^1]} {what}", $"{elements} at {product.Name}");
        }
    }
}
