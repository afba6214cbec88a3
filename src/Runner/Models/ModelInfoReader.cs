using System.Globalization;
using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>Reads off a graph and its manifest what a model is.</summary>
internal static class ModelInfoReader
{
    public static ModelInfo Read(GraphIndex graph, string graphPath, ModelGeometry geometry, string logits, long bytes)
    {
        string folder = Path.GetDirectoryName(graphPath)!;
        ModelManifest? manifest = ModelManifest.Read(folder);
        if (manifest?.FindChange(folder) is { } change)
            throw new BadInputException($"{folder}: {change}; make the model again");
        NodeProto[] quantized = [.. graph.Graph.Node.Where(n => n.OpType == "MatMulNBits")];
        return new ModelInfo
        {
            Name = manifest?.Recipe.Preset.Name ?? Path.GetFileName(folder),
            Geometry = geometry,
            Parameters = CountParameters(graph),
            Bytes = bytes,
            Hash = manifest?.ModelHash(),
            Precision = PrecisionOf(quantized),
            BlockSize = (int?)Common(quantized, "block_size"),
            Logits = LastAxisButOne(graph, logits) is { HasDimValue: true, DimValue: 1 } ? "last" : "all",
            WeightSeed = manifest?.Recipe.Seed,
        };
    }

    /// <summary>Activations are float32 here; null where products differ in their bits.</summary>
    private static string? PrecisionOf(NodeProto[] quantized)
    {
        if (quantized.Length == 0)
            return "fp32";
        return Common(quantized, "bits") is { } bits ? string.Create(CultureInfo.InvariantCulture, $"int{bits}") : null;
    }

    /// <summary>The value that all nodes share; null where they differ or there are none.</summary>
    private static long? Common(NodeProto[] nodes, string attribute)
    {
        long?[] values = [.. nodes.Select(n => GraphIndex.Integer(n, attribute)).Distinct()];
        return values.Length == 1 ? values[0] : null;
    }

    private static TensorShapeProto.Types.Dimension? LastAxisButOne(GraphIndex graph, string output)
    {
        TensorShapeProto? shape = graph.Graph.Output.FirstOrDefault(v => v.Name == output)?.Type?.TensorType?.Shape;
        return shape?.Dim.Count == 3 ? shape.Dim[1] : null;
    }

    /// <summary>
    /// Elements of every float tensor but scales and rotary tables, and of every matrix behind quantised blocks.
    /// </summary>
    private static long CountParameters(GraphIndex graph)
    {
        HashSet<string> counted = [], others = [];
        long count = 0;
        foreach (NodeProto node in graph.Graph.Node)
        {
            if (node.OpType == "MatMulNBits")
            {
                if (counted.Add(GraphIndex.Input(node, 1)))
                    count += (GraphIndex.Integer(node, "K") ?? 0) * (GraphIndex.Integer(node, "N") ?? 0);
                others.UnionWith(node.Input.Skip(2));
            }
            else if (node.OpType == "GatherBlockQuantized")
            {
                if (graph.Initializer(GraphIndex.Input(node, 0)) is { } blocks && counted.Add(blocks.Name))
                    count += blocks.Dims.Aggregate(GraphIndex.Integer(node, "bits") == 8 ? 1L : 2L, (a, b) => a * b);
                others.UnionWith(node.Input.Skip(2));
            }
            else if (node.OpType == "GroupQueryAttention")
            {
                others.UnionWith(node.Input.Skip(7).Take(2));
            }
        }

        return count + graph.Graph.Initializer
            .Where(t => (ElementType)t.DataType is ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16)
            .Where(t => !counted.Contains(t.Name) && !others.Contains(t.Name))
            .Sum(t => t.Dims.Aggregate(1L, (a, b) => a * b));
    }
}
