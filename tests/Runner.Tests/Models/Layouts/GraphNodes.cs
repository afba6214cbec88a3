using System.Runtime.InteropServices;
using Google.Protobuf;
using InferBench.Runner.Models.Onnx;

namespace InferBench.Runner.Tests.Models.Layouts;

/// <summary>Adds nodes, inputs and outputs to a graph. A node NAME makes the value NAME_output_0, as exporters have it.</summary>
internal static class GraphNodes
{
    public static string Node(this GraphProto graph, string name, string op, string[] inputs, params AttributeProto[] attributes) =>
        graph.NodeTo($"{name}_output_0", name, op, inputs, attributes);

    public static string NodeTo(
        this GraphProto graph, string output, string name, string op, string[] inputs, params AttributeProto[] attributes)
    {
        graph.Node.Add(new NodeProto { Name = name, OpType = op, Input = { inputs }, Output = { output }, Attribute = { attributes } });
        return output;
    }

    public static string Cast(this GraphProto graph, string value, ElementType to, string? output = null) =>
        graph.NodeTo(output ?? $"{value}_{to}", $"{value}/Cast_{to}", "Cast", [value], Int("to", (long)to));

    public static string Longs(this GraphProto graph, string name, bool scalar, params long[] values) =>
        graph.Constant(name, ElementType.Int64, scalar, MemoryMarshal.AsBytes<long>(values).ToArray(), values.Length);

    /// <summary>A scalar of the type, float32 or float16.</summary>
    public static string Float(this GraphProto graph, string name, ElementType type, float value) =>
        graph.Constant(name, type, scalar: true, type == ElementType.Float16 ? TensorGraph.Halves([value]) : BitConverter.GetBytes(value), 1);

    public static AttributeProto Int(string name, long value) => new() { Name = name, I = value, Type = AttributeProto.Types.AttributeType.Int };

    public static AttributeProto Ints(string name, params long[] values) =>
        new() { Name = name, Ints = { values }, Type = AttributeProto.Types.AttributeType.Ints };

    public static AttributeProto Subgraph(string name, GraphProto graph) =>
        new() { Name = name, G = graph, Type = AttributeProto.Types.AttributeType.Graph };

    /// <summary>A value with fixed (long) and symbolic (string) dimensions.</summary>
    public static ValueInfoProto Value(string name, ElementType type, params object[] shape) => new()
    {
        Name = name,
        Type = new TypeProto
        {
            TensorType = new TypeProto.Types.Tensor
            {
                ElemType = (int)type,
                Shape = new TensorShapeProto
                {
                    Dim =
                    {
                        shape.Select(s => s is string symbol
                            ? new TensorShapeProto.Types.Dimension { DimParam = symbol }
                            : new TensorShapeProto.Types.Dimension { DimValue = (long)s }),
                    },
                },
            },
        },
    };

    private static string Constant(this GraphProto graph, string name, ElementType type, bool scalar, byte[] bytes, int count)
    {
        TensorProto tensor = new() { DataType = (int)type, RawData = ByteString.CopyFrom(bytes) };
        if (!scalar)
            tensor.Dims.Add(count);
        AttributeProto value = new() { Name = "value", T = tensor, Type = AttributeProto.Types.AttributeType.Tensor };
        return graph.Node(name, "Constant", [], value);
    }
}
