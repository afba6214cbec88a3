using Google.Protobuf;
using Google.Protobuf.Collections;
using InferBench.Runner.Models.Onnx;

namespace InferBench.Runner.Tests.Models.Mutations;

/// <summary>Inputs, outputs and weights that are changed, renamed, lost or doubled.</summary>
internal static class GraphValueMutations
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("a dimension of a value", m => m.Edit(GraphParts.Dimensions, d => d.DimValue = m.Pick(GraphParts.Absurd))),
        new("a dimension of every value", m => m.EditGraph(model => EveryDimension(m, model))),
        new("a symbol for a dimension", m => m.Edit(GraphParts.Dimensions, d => d.DimParam = m.Pick(GraphParts.Names))),
        new("a dimension more", m => m.Edit(GraphParts.Tensors, t => t.Shape?.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = 1 }))),
        new("a dimension less", m => m.Edit(GraphParts.Tensors, t => RemoveOne(m, t.Shape?.Dim ?? []))),
        new("a value without a shape", m => m.Edit(GraphParts.Tensors, t => t.Shape = null)),
        new("a value without a type", m => m.Edit(GraphParts.Values, v => v.Type = null)),
        new("a type of a value", m => m.Edit(GraphParts.Tensors, t => t.ElemType = Type(m))),
        new("a value of another name", m => m.Edit(GraphParts.Values, v => v.Name = m.Pick(GraphParts.Names))),
        new("an input missing", m => m.Edit((_, g) => RemoveOne(m, g.Input))),
        new("an input twice", m => m.Edit((_, g) => Repeat(m, g.Input))),
        new("an output missing", m => m.Edit((_, g) => RemoveOne(m, g.Output))),
        new("an output twice", m => m.Edit((_, g) => Repeat(m, g.Output))),
        new("inputs for outputs", m => m.Edit((_, g) => g.Output.Add(g.Input))),
        new("values in another order", m => m.Edit((_, g) => Shuffle(m, m.Random.Next(2) == 0 ? g.Input : g.Output))),
        new("a dimension of a weight", m => m.Edit(GraphParts.Initializers, t => Dimension(m, t))),
        new("swapped dimensions of a weight", m => m.Edit(GraphParts.Initializers, t => Shuffle(m, t.Dims))),
        new("a dimension of a weight more", m => m.Edit(GraphParts.Initializers, t => t.Dims.Add(m.Pick(GraphParts.Absurd)))),
        new("many dimensions of a weight", m => m.Edit(GraphParts.Initializers, t => t.Dims.Add(Enumerable.Repeat(1L, m.Pick([8, 30, 33, 100_000]))))),
        new("a dimension of a weight less", m => m.Edit(GraphParts.Initializers, t => RemoveOne(m, t.Dims))),
        new("a type of a weight", m => m.Edit(GraphParts.Initializers, t => t.DataType = Type(m))),
        new("a weight of another name", m => m.Edit(GraphParts.Initializers, t => t.Name = m.Pick(GraphParts.Names))),
        new("a weight missing", m => m.Edit((model, _) => RemoveOne(m, model.Graph.Initializer))),
        new("a weight twice", m => m.Edit((model, _) => Repeat(m, model.Graph.Initializer))),
        new("weights under each other's names", m => m.EditGraph(model => Swap(m, model))),
        new("a weight's bytes in the graph", m => m.Edit(GraphParts.Initializers, t => t.RawData = ByteString.CopyFrom(new byte[m.Pick([0, 1, 4, 63, 4096])]))),
        new("a shape with matching bytes", m => m.Edit(GraphParts.Initializers, t => Shrink(m, t))),
    ];

    private static int Type(Mutant m) => m.Pick([.. Enumerable.Range(0, 24), 999, -1]);

    private static void EveryDimension(Mutant m, ModelProto model)
    {
        long value = m.Pick(GraphParts.Absurd);
        int axis = m.Random.Next(4);
        foreach (TypeProto.Types.Tensor tensor in GraphParts.Tensors(model).Where(t => t.Shape?.Dim.Count > axis))
            tensor.Shape.Dim[axis].DimValue = value;
    }

    private static void Dimension(Mutant m, TensorProto tensor)
    {
        if (tensor.Dims.Count > 0)
            tensor.Dims[m.Random.Next(tensor.Dims.Count)] = m.Pick(GraphParts.Absurd);
    }

    /// <summary>A smaller weight that its bytes agree with: nobody but the operators can tell.</summary>
    private static void Shrink(Mutant m, TensorProto tensor)
    {
        tensor.Dims.Clear();
        tensor.Dims.Add(m.Pick<long[]>([[], [1], [0], [1, 1], [8], [1, 8], [2, 2, 2]]));
        tensor.DataType = (int)ElementType.Float32;
        tensor.DataLocation = TensorProto.Types.DataLocation.Default;
        tensor.ExternalData.Clear();
        tensor.RawData = ByteString.CopyFrom(new byte[4 * tensor.Dims.Aggregate(1L, (a, b) => a * b)]);
    }

    private static void Swap(Mutant m, ModelProto model)
    {
        if (model.Graph.Initializer.Count < 2)
            return;
        TensorProto first = m.Pick(model.Graph.Initializer), second = m.Pick(model.Graph.Initializer);
        (first.Name, second.Name) = (second.Name, first.Name);
    }

    private static void RemoveOne<T>(Mutant m, RepeatedField<T> parts)
    {
        if (parts.Count > 0)
            parts.RemoveAt(m.Random.Next(parts.Count));
    }

    private static void Repeat<T>(Mutant m, RepeatedField<T> parts)
        where T : IDeepCloneable<T>
    {
        if (parts.Count > 0)
            parts.Add(m.Pick(parts).Clone());
    }

    private static void Shuffle<T>(Mutant m, RepeatedField<T> parts)
    {
        T[] shuffled = [.. parts];
        m.Random.Shuffle(shuffled);
        parts.Clear();
        parts.Add(shuffled);
    }
}
