using InferBench.Runner.Models.Onnx;

namespace InferBench.Runner.Tests.Models.Mutations;

/// <summary>Parts of a graph to choose among, subgraphs included, and values that fit nowhere.</summary>
internal static class GraphParts
{
    public static readonly long[] Absurd = [0, -1, 1, 2, 3, 7, 24, int.MaxValue, 1L << 31, 1L << 40, 1L << 62, long.MaxValue, long.MinValue];

    public static readonly string[] Names = ["", "x", "input_ids", "logits", "past_key_values.0.key", "\0", "\n\u001b[31m", "‮", new('n', 100_000)];

    public static void Edit(this Mutant m, Action<ModelProto, GraphProto> edit) => m.EditGraph(model =>
    {
        GraphProto[] graphs = [.. OnnxFile.WithSubgraphs(model.Graph)];
        edit(model, m.Pick(graphs));
    });

    /// <summary>Changes one of some parts, where there are any.</summary>
    public static void Edit<T>(this Mutant m, Func<ModelProto, IEnumerable<T>> parts, Action<T> edit) => m.EditGraph(model =>
    {
        if (parts(model).ToArray() is { Length: > 0 } found)
            edit(m.Pick(found));
    });

    public static IEnumerable<NodeProto> Nodes(ModelProto model) => OnnxFile.WithSubgraphs(model.Graph).SelectMany(g => g.Node);

    public static IEnumerable<AttributeProto> Attributes(ModelProto model) => Nodes(model).SelectMany(n => n.Attribute);

    public static IEnumerable<TensorProto> Initializers(ModelProto model) => OnnxFile.WithSubgraphs(model.Graph).SelectMany(g => g.Initializer);

    public static IEnumerable<ValueInfoProto> Values(ModelProto model) => OnnxFile.WithSubgraphs(model.Graph).SelectMany(g => g.Input.Concat(g.Output));

    public static IEnumerable<TypeProto.Types.Tensor> Tensors(ModelProto model) => Values(model).Select(v => v.Type?.TensorType).OfType<TypeProto.Types.Tensor>();

    public static IEnumerable<TensorShapeProto.Types.Dimension> Dimensions(ModelProto model) =>
        Tensors(model).Where(t => t.Shape is not null).SelectMany(t => t.Shape.Dim);
}
