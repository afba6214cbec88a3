using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using InferBench.Runner.Models.Onnx;

namespace InferBench.Runner.Models.Synthesis;

/// <summary>Collects the nodes of a graph and the tensors of its data file.</summary>
/// <param name="dataFile">Name of the data file.</param>
/// <param name="floats">Type of all tensors and values that are not integers.</param>
internal sealed class GraphBuilder(string dataFile, FloatType floats)
{
    /// <summary>Domain of the operators that ONNX Runtime adds to the standard.</summary>
    public const string Contrib = "com.microsoft";

    private readonly GraphProto graph = new() { Name = "main_graph" };

    /// <summary>Type of floating-point tensors and values.</summary>
    public ElementType Float { get; } = floats == FloatType.Float32 ? ElementType.Float32 : ElementType.Float16;

    public DataLayout Data { get; } = new();

    public void Input(string name, ElementType type, params object[] shape) => graph.Input.Add(Value(name, type, shape));

    public void Output(string name, ElementType type, params object[] shape) => graph.Output.Add(Value(name, type, shape));

    /// <summary>Adds a node; its one output is called name/output_0 unless <paramref name="outputs"/> are given.</summary>
    /// <returns>The name of the first output.</returns>
    public string Node(
        string name, string op, string[] inputs, string domain = "", string[]? outputs = null, params AttributeProto[] attributes)
    {
        NodeProto node = new() { Name = name, OpType = op, Domain = domain };
        node.Input.Add(inputs);
        node.Output.Add(outputs ?? [$"{name}/output_0"]);
        node.Attribute.Add(attributes);
        graph.Node.Add(node);
        return node.Output[0];
    }

    /// <summary>Adds a small int64 tensor inside the graph, a scalar or a vector; the same one only once.</summary>
    public string Constant(bool scalar, params long[] values)
    {
        string list = string.Join(", ", values.Select(v => v.ToString(CultureInfo.InvariantCulture)));
        string name = $"/model/constants/INT64/{(scalar ? list : $"[{list}]")}";
        if (graph.Node.Any(n => n.Output[0] == name))
            return name;
        TensorProto tensor = new()
        {
            DataType = (int)ElementType.Int64,
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<long>(values)),
        };
        if (!scalar)
            tensor.Dims.Add(values.Length);
        AttributeProto value = new() { Name = "value", T = tensor, Type = AttributeProto.Types.AttributeType.Tensor };
        return Node($"{name}/node", "Constant", [], outputs: [name], attributes: value);
    }

    /// <summary>Adds a tensor of <see cref="Float"/> whose bytes are in the data file.</summary>
    public string Store(string name, IReadOnlyList<long> shape, FloatContent content)
    {
        Data.Add(name, Float, shape, content.StoredAs(floats));
        return name;
    }

    /// <summary>Adds uint8 blocks of quantised weights and their scales, of <see cref="Float"/>.</summary>
    public void StoreQuantized(string blocks, IReadOnlyList<long> shape, string scales, TensorContent content) =>
        Data.AddQuantized(blocks, shape, scales, Float, content);

    public ModelProto Build()
    {
        foreach (StoredTensor stored in Data.Tensors)
        {
            TensorProto tensor = new()
            {
                Name = stored.Name,
                DataType = (int)stored.Type,
                DataLocation = TensorProto.Types.DataLocation.External,
            };
            tensor.Dims.Add(stored.Shape);
            tensor.ExternalData.Add(Entry("location", dataFile));
            tensor.ExternalData.Add(Entry("offset", stored.Offset.ToString(CultureInfo.InvariantCulture)));
            tensor.ExternalData.Add(Entry("length", stored.Bytes.ToString(CultureInfo.InvariantCulture)));
            graph.Initializer.Add(tensor);
        }

        ModelProto model = new() { IrVersion = 10, ProducerName = "inferbench", Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 21 });
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = Contrib, Version = 1 });
        return model;
    }

    public static AttributeProto Attribute(string name, long value) =>
        new() { Name = name, I = value, Type = AttributeProto.Types.AttributeType.Int };

    public static AttributeProto Attribute(string name, float value) =>
        new() { Name = name, F = value, Type = AttributeProto.Types.AttributeType.Float };

    public static AttributeProto Attribute(string name, params long[] values)
    {
        AttributeProto attribute = new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.Add(values);
        return attribute;
    }

    private static StringStringEntryProto Entry(string key, string value) => new() { Key = key, Value = value };

    private static ValueInfoProto Value(string name, ElementType type, object[] shape)
    {
        TensorShapeProto dimensions = new();
        foreach (object size in shape)
        {
            dimensions.Dim.Add(size is string symbol
                ? new TensorShapeProto.Types.Dimension { DimParam = symbol }
                : new TensorShapeProto.Types.Dimension { DimValue = Convert.ToInt64(size, CultureInfo.InvariantCulture) });
        }

        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = dimensions } },
        };
    }
}
