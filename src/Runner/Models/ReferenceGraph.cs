using Google.Protobuf;
using Google.Protobuf.Collections;
using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Models.Synthesis;

namespace InferBench.Runner.Models;

/// <summary>
/// A model's graph rewritten in memory to compute in float32 on the same stored weights: products of quantised weights leave
/// their activations as they are, and what is float16 is widened. Weights beside the graph stay there.
/// </summary>
internal sealed record ReferenceGraph
{
    // accuracy_level of MatMulNBits: 1 is float32, 2 float16, 3 bfloat16, 4 int8; without it float32, save for float16 inputs.
    private const string AccuracyLevel = "accuracy_level";
    private const long Float32Level = 1, Float16Level = 2;

    private static readonly string[] IntegerOperators =
        [GraphProducts.Integers, "MatMulIntegerToFloat", "DynamicQuantizeMatMul", "DynamicQuantizeLinear", "QuantizeLinear", "QLinearMatMul"];

    /// <summary>The rewritten ONNX model.</summary>
    public required byte[] Graph { get; init; }

    /// <summary>The model, with what the rewritten graph is fed and gives back.</summary>
    public required ModelFolder Folder { get; init; }

    /// <summary>How the graph computes as it is.</summary>
    public required Arithmetic Arithmetic { get; init; }

    /// <summary>Reads a model's graph and rewrites it.</summary>
    /// <exception cref="NotSupportedException">It cannot be rewritten; the message says why.</exception>
    /// <exception cref="Records.BadInputException">The graph is no longer what was opened.</exception>
    public static ReferenceGraph Of(ModelFolder folder)
    {
        ModelProto model = OnnxFile.ReadWhole(folder.GraphPath);
        ExternalData.Check(model, folder.GraphPath);
        NodeProto[] nodes = [.. OnnxFile.Graphs(model).SelectMany(g => g.Node).Concat(model.Functions.SelectMany(f => f.Node))];
        if (nodes.FirstOrDefault(n => IntegerOperators.Contains(n.OpType)) is { } integer)
            throw new NotSupportedException($"the graph itself rounds activations to integers ({integer.OpType}), so its weights have no other path");
        bool half = folder.Interface.LogitsType == FloatType.Float16 || folder.Interface.CacheType == FloatType.Float16
            || OnnxFile.Tensors(model).Any(t => t.DataType == (int)ElementType.Float16);
        bool integers = SetAccuracy(nodes);
        if (half)
            Widen(model);
        return new()
        {
            Graph = model.ToByteArray(),
            Folder = folder with { Interface = folder.Interface with { LogitsType = FloatType.Float32, CacheType = FloatType.Float32 } },
            Arithmetic = integers ? Arithmetic.Int8Activations : half ? Arithmetic.Float16 : Arithmetic.Float32,
        };
    }

    /// <returns>True where a product rounded its activations to something coarser than float16.</returns>
    private static bool SetAccuracy(NodeProto[] nodes)
    {
        bool rounded = false;
        foreach (NodeProto node in nodes.Where(n => n.OpType == GraphProducts.Blocks))
        {
            rounded |= GraphIndex.Integer(node, AccuracyLevel) > Float16Level;
            if (node.Attribute.FirstOrDefault(a => a.Name == AccuracyLevel) is { } level)
                node.Attribute.Remove(level);
            node.Attribute.Add(GraphBuilder.Attribute(AccuracyLevel, Float32Level));
        }

        return rounded;
    }

    private static void Widen(ModelProto model)
    {
        GraphProto graph = model.Graph;
        if (model.Functions.Count > 0 || graph.Node.SelectMany(OnnxFile.Subgraphs).Any())
            throw new NotSupportedException("the graph is float16 with graphs inside it, which are not rewritten");
        graph.ValueInfo.Clear();
        foreach (TypeProto.Types.Tensor type in graph.Input.Concat(graph.Output).Select(v => v.Type.TensorType).Where(t => IsHalf(t.ElemType)))
            type.ElemType = (int)ElementType.Float32;
        NodeProto[] nodes = [.. graph.Node];
        graph.Node.Clear();
        foreach (TensorProto weights in graph.Initializer.Where(t => IsHalf(t.DataType)))
            graph.Node.Add(CastTo32(weights.Name, Widened(weights.Name)));
        HashSet<string> widened = [.. graph.Initializer.Where(t => IsHalf(t.DataType)).Select(t => t.Name)];
        foreach (NodeProto node in nodes)
        {
            Rename(node.Input, widened);
            graph.Node.Add(node);
            if (node.OpType == "Cast" && node.Attribute.FirstOrDefault(a => a.Name == "to") is { } to && IsHalf((int)to.I))
                to.I = (long)ElementType.Float32;
            if (node.Attribute.Any(a => a.T is { } t && IsHalf(t.DataType)))
            {
                string output = node.Output[0];
                node.Output[0] = output + "/float16";
                graph.Node.Add(CastTo32(node.Output[0], output));
            }
        }
    }

    private static void Rename(RepeatedField<string> inputs, HashSet<string> widened)
    {
        for (int i = 0; i < inputs.Count; i++)
        {
            if (widened.Contains(inputs[i]))
                inputs[i] = Widened(inputs[i]);
        }
    }

    private static string Widened(string name) => name + "/float32";

    private static bool IsHalf(int type) => type == (int)ElementType.Float16;

    private static NodeProto CastTo32(string from, string to) => new()
    {
        Name = to + "/Cast",
        OpType = "Cast",
        Input = { from },
        Output = { to },
        Attribute = { GraphBuilder.Attribute("to", (long)ElementType.Float32) },
    };
}
