using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>Counts the weights of a graph, each once.</summary>
internal static class ParameterCount
{
    /// <summary>
    /// Elements of every matrix of a product or a lookup, and of every float vector and matrix besides that is no scale
    /// and no rotary table.
    /// </summary>
    public static long Of(GraphIndex graph, string graphPath)
    {
        HashSet<string> counted = [], others = [.. RotaryTables.All(graph).Select(t => t.Name)];
        Int128 count = 0;
        foreach (NodeProto node in graph.Nodes)
        {
            string weight = GraphIndex.Input(node, node.OpType is "GatherBlockQuantized" or "Gather" ? 0 : 1);
            switch (node.OpType)
            {
                case GraphProducts.Blocks or GraphProducts.Bnb4:
                    if (counted.Add(weight))
                        count += (Int128)(GraphIndex.Integer(node, "K") ?? 0) * (GraphIndex.Integer(node, "N") ?? 0);
                    others.UnionWith(node.Input.Skip(2).Take(3));
                    break;
                case "GatherBlockQuantized":
                    if (graph.Initializer(weight) is { } blocks && counted.Add(blocks.Name))
                        count += (Int128)(GraphCheck.Elements(blocks) ?? 0) * (GraphIndex.Integer(node, "bits") == 8 ? 1 : 2);
                    others.UnionWith(node.Input.Skip(2));
                    break;
                case "DequantizeLinear":
                    others.UnionWith(node.Input.Skip(1));
                    break;
                case GraphProducts.Integers or "MatMulIntegerToFloat" or "DynamicQuantizeMatMul" or "Gather":
                    if (graph.Matrix(weight) is { Tensor: { DataType: (int)ElementType.Int8 or (int)ElementType.UInt8 } bytes } && counted.Add(bytes.Name))
                        count += GraphCheck.Elements(bytes) ?? 0;
                    break;
            }
        }

        count += graph.Initializers
            .Where(t => (ElementType)t.DataType is ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16)
            .Where(t => t.Dims.Count is 1 or 2 && !counted.Contains(t.Name) && !others.Contains(t.Name) && !IsScale(t.Name))
            .Aggregate((Int128)0, (sum, t) => sum + (GraphCheck.Elements(t) ?? 0));
        return count >= 0 && count <= long.MaxValue
            ? (long)count
            : throw new BadInputException($"{graphPath}: has {count} weights by its shapes; the graph is damaged");
    }

    // The name that ONNX Runtime's quantiser gives the scales of a product in integers; they may be multiplied anywhere.
    private static bool IsScale(string name) => name.EndsWith("_scale", StringComparison.Ordinal);
}
