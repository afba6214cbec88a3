using System.Globalization;
using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>Reads off a graph and its manifest what a model is.</summary>
internal static class ModelInfoReader
{
    /// <param name="graph">The graph.</param>
    /// <param name="files">Full paths of the graph file, first, and of its data files.</param>
    /// <param name="folder">The model's folder.</param>
    /// <param name="geometry">Its shape.</param>
    /// <param name="logits">Name of the output with the logits.</param>
    public static ModelInfo Read(
        GraphIndex graph, IReadOnlyList<string> files, string folder, ModelGeometry geometry, string logits)
    {
        ModelManifest? manifest = ModelManifest.Read(folder) is { } found && found.Describes(folder, files) ? found : null;
        if (manifest?.FindChange(folder) is { } change)
            throw new BadInputException($"{folder}: {change}; make the model again");
        NodeProto[] quantized = [.. graph.Graph.Node.Where(n => n.OpType == "MatMulNBits")];
        return new ModelInfo
        {
            Name = manifest?.Recipe.Preset.Name ?? Path.GetFileName(folder),
            Geometry = geometry,
            Parameters = CountParameters(graph, files[0]),
            Bytes = files.Sum(FolderPath.FileLength),
            Hash = manifest?.ModelHash(),
            Precision = PrecisionOf(quantized, files[0]),
            BlockSize = Common(quantized, "block_size", files[0]),
            Logits = LastAxisButOne(graph, logits) is { HasDimValue: true, DimValue: 1 } ? "last" : "all",
            Layout = "genai",
            Attention = "grouped-query",
            WeightSeed = manifest?.Recipe.Seed,
        };
    }

    /// <summary>Activations are float32 here; null where products differ in their bits.</summary>
    private static string? PrecisionOf(NodeProto[] quantized, string graphPath)
    {
        if (quantized.Length == 0)
            return "fp32";
        return Common(quantized, "bits", graphPath) is { } bits ? string.Create(CultureInfo.InvariantCulture, $"int{bits}") : null;
    }

    /// <summary>The value that all nodes share; null where they differ or there are none.</summary>
    private static int? Common(NodeProto[] nodes, string attribute, string graphPath)
    {
        long?[] values = [.. nodes.Select(n => GraphIndex.Integer(n, attribute)).Distinct()];
        if (values.FirstOrDefault(v => v is <= 0 or > int.MaxValue) is { } absurd)
            throw new BadInputException($"{graphPath}: has MatMulNBits nodes with {attribute} {absurd}; the graph is damaged");
        return values.Length == 1 ? (int?)values[0] : null;
    }

    private static TensorShapeProto.Types.Dimension? LastAxisButOne(GraphIndex graph, string output)
    {
        TensorShapeProto? shape = graph.Graph.Output.FirstOrDefault(v => v.Name == output)?.Type?.TensorType?.Shape;
        return shape?.Dim.Count == 3 ? shape.Dim[1] : null;
    }

    /// <summary>
    /// Elements of every float tensor but scales and rotary tables, and of every matrix behind quantised blocks.
    /// </summary>
    private static long CountParameters(GraphIndex graph, string graphPath)
    {
        HashSet<string> counted = [], others = [];
        Int128 count = 0;
        foreach (NodeProto node in graph.Graph.Node)
        {
            if (node.OpType == "MatMulNBits")
            {
                if (counted.Add(GraphIndex.Input(node, 1)))
                    count += (Int128)(GraphIndex.Integer(node, "K") ?? 0) * (GraphIndex.Integer(node, "N") ?? 0);
                others.UnionWith(node.Input.Skip(2));
            }
            else if (node.OpType == "GatherBlockQuantized")
            {
                if (graph.Initializer(GraphIndex.Input(node, 0)) is { } blocks && counted.Add(blocks.Name))
                    count += (Int128)(GraphCheck.Elements(blocks) ?? 0) * (GraphIndex.Integer(node, "bits") == 8 ? 1 : 2);
                others.UnionWith(node.Input.Skip(2));
            }
            else if (node.OpType == "GroupQueryAttention")
            {
                others.UnionWith(node.Input.Skip(7).Take(2));
            }
        }

        count += graph.Graph.Initializer
            .Where(t => (ElementType)t.DataType is ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16)
            .Where(t => !counted.Contains(t.Name) && !others.Contains(t.Name))
            .Aggregate((Int128)0, (sum, t) => sum + (GraphCheck.Elements(t) ?? 0));
        return count >= 0 && count <= long.MaxValue
            ? (long)count
            : throw new BadInputException($"{graphPath}: has {count} weights by its shapes; the graph is damaged");
    }
}
