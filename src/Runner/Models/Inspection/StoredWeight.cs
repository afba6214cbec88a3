using System.Globalization;
using InferBench.Runner.Models.Onnx;

namespace InferBench.Runner.Models.Inspection;

/// <summary>A weight, with the scales and zero points that belong to it.</summary>
/// <param name="Name">Its tensor.</param>
/// <param name="Parameters">Weights in it.</param>
/// <param name="Stored">How it is stored.</param>
/// <param name="Parts">All its tensors, that of <paramref name="Name"/> first.</param>
internal sealed record StoredWeight(string Name, long Parameters, string Stored, IReadOnlyList<string> Parts)
{
    private const int MostViews = 8;

    /// <summary>A tensor that is used as it is.</summary>
    public static StoredWeight Of(GraphTensor tensor) => new(tensor.Name, tensor.Elements, tensor.Type, [tensor.Name]);

    /// <summary>The weight behind a value, seen through changes of its shape and type; null where it is computed.</summary>
    /// <param name="flow">The graph.</param>
    /// <param name="value">What a node takes.</param>
    /// <param name="more">Values with scales and zero points, where the node takes them apart.</param>
    public static StoredWeight? Behind(DataFlow flow, string value, params IEnumerable<string> more)
    {
        List<GraphTensor> parts = [.. more.Select(flow.Tensor).OfType<GraphTensor>()];
        long? block = null;
        for (int views = 0; views < MostViews; views++)
        {
            if (flow.Tensor(value) is { } tensor)
                return new(tensor.Name, tensor.Elements, Describe(tensor.Type, block, parts), [tensor.Name, .. parts.Select(p => p.Name)]);
            if (flow.Producer(value) is not { } node)
                return null;
            if (node.OpType == "DequantizeLinear")
            {
                parts.AddRange(node.Input.Skip(1).Select(flow.Tensor).OfType<GraphTensor>());
                block = GraphIndex.Integer(node, "block_size");
            }
            else if (node.OpType is not ("Transpose" or "Reshape" or "Cast" or "Identity" or "Squeeze" or "Unsqueeze" or "Flatten"))
            {
                return null;
            }

            value = GraphIndex.Input(node, 0);
        }

        return null;
    }

    /// <summary>The weight of a node that takes quantised blocks.</summary>
    public static StoredWeight? OfBlocks(DataFlow flow, string value, long parameters, long bits, long block, IEnumerable<string> more)
    {
        if (Behind(flow, value) is not { } blocks)
            return null;
        GraphTensor[] parts = [.. more.Select(flow.Tensor).OfType<GraphTensor>()];
        string type = string.Create(CultureInfo.InvariantCulture, $"int{bits}");
        return new(blocks.Name, parameters, Describe(type, block, parts), [blocks.Name, .. parts.Select(p => p.Name)]);
    }

    private static string Describe(string type, long? block, IReadOnlyCollection<GraphTensor> parts)
    {
        GraphTensor? scales = parts.FirstOrDefault(p => p.IsFloat);
        string blocks = block > 0 ? string.Create(CultureInfo.InvariantCulture, $" blocks of {block}") : "";
        string scale = scales switch
        {
            null => "",
            { Elements: 1 } => $" + one {scales.Type} scale",
            _ when block > 0 => $" + {scales.Type} scales",
            _ => $" + {scales.Type} scales of columns",
        };
        return type + blocks + scale + (parts.Count > (scales is null ? 0 : 1) ? " + zero points" : "");
    }
}
