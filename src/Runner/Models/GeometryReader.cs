using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>Reads the shape of a model off its graph and compares it with genai_config.json.</summary>
internal static class GeometryReader
{
    private const int HeadAxis = 3;
    private const int CosInput = 7;

    public static ModelGeometry Read(GraphIndex graph, string graphPath, GenAiConfig? config, string configPath)
    {
        GenAiDecoder names = config?.Model.Decoder ?? new GenAiDecoder();
        NodeProto[] attention = [.. graph.Graph.Node.Where(n => n.OpType == "GroupQueryAttention")];
        if (attention.Length == 0)
            throw new BadInputException($"{graphPath}: has no GroupQueryAttention node; {GraphNames.LayoutAdvice}");

        int heads = Number(attention[0], "num_heads"), kvHeads = Number(attention[0], "kv_num_heads");
        if (attention.Any(n => Number(n, "num_heads") != heads || Number(n, "kv_num_heads") != kvHeads))
            throw new BadInputException(
                $"{graphPath}: its layers differ in their numbers of heads; models like that cannot be run");

        (long hidden, long width) = Projection(
            graph, GraphIndex.Input(attention[0], 0), "a projection before the first attention", graphPath);
        bool packed = GraphIndex.Input(attention[0], 1).Length == 0;
        string pastKey = names.Inputs.PastKeyNames.Replace("%d", "0", StringComparison.Ordinal);
        long projected = packed ? heads + (2L * kvHeads) : heads;
        long headSize = Fixed(graph.Graph.Input, pastKey, HeadAxis) ?? width / projected;
        if (headSize is <= 0 or > int.MaxValue)
            throw new BadInputException($"{graphPath}: has heads of {headSize} elements; the graph is damaged");
        CheckWidth(width, projected);
        if (!packed)
            CheckWidth(Projection(graph, GraphIndex.Input(attention[0], 1), "a projection to keys", graphPath).Out, kvHeads);
        NodeProto? down = graph.Graph.Node.FirstOrDefault(n => n.Name.Contains("/mlp/down_proj/", StringComparison.Ordinal));
        ModelGeometry geometry = new()
        {
            Layers = attention.Length,
            Hidden = (int)hidden,
            Intermediate = (int)Projection(graph, down?.Output.FirstOrDefault() ?? "", "a projection mlp/down_proj", graphPath).In,
            Heads = heads,
            KvHeads = kvHeads,
            HeadSize = (int)headSize,
            Vocabulary = (int)Projection(graph, names.Outputs.Logits, $"a projection to {names.Outputs.Logits}", graphPath).Out,
            Positions = Positions(graph, attention[0], config, graphPath),
            TiedEmbeddings = IsTied(graph, names),
        };
        if (config is not null)
            Compare(geometry, config, configPath, graphPath);
        return geometry;

        void CheckWidth(long given, long count)
        {
            if ((Int128)headSize * count != given)
                throw new BadInputException(
                    $"{graphPath}: its first attention is given {given} elements for {count} heads of {headSize}; the graph is damaged");
        }

        int Number(NodeProto node, string attribute) => GraphIndex.Integer(node, attribute) is { } value and > 0 and <= int.MaxValue
            ? (int)value
            : throw new BadInputException($"{graphPath}: {node.Name} has no usable {attribute}; the graph is damaged");
    }

    private static (long In, long Out) Projection(GraphIndex graph, string value, string what, string graphPath) =>
        graph.Projection(value) is { In: > 0 and <= int.MaxValue, Out: > 0 and <= int.MaxValue } found
            ? found
            : throw new BadInputException(
                $"{graphPath}: {what} was not found; {GraphNames.LayoutAdvice}");

    /// <summary>The longest sequence that both the rotary table and the config allow.</summary>
    private static int Positions(GraphIndex graph, NodeProto attention, GenAiConfig? config, string graphPath)
    {
        long table = graph.Initializer(GraphIndex.Input(attention, CosInput)) is { Dims.Count: 2 } cos ? cos.Dims[0] : long.MaxValue;
        long positions = Math.Min(table, config?.Model.ContextLength ?? long.MaxValue);
        return positions is > 0 and <= int.MaxValue
            ? (int)positions
            : throw new BadInputException(
                $"{graphPath}: neither a rotary table nor context_length in {GenAiConfig.FileName} tells its longest sequence");
    }

    /// <summary>True where token ids are looked up in the weights of the output projection.</summary>
    private static bool IsTied(GraphIndex graph, GenAiDecoder names)
    {
        NodeProto? lookup = graph.Graph.Node.FirstOrDefault(n => n.Input.Contains(names.Inputs.InputIds));
        if (lookup is null)
            return false;
        string table = GraphIndex.Input(lookup, 0);
        if (graph.Producer(table) is { OpType: "Transpose" or "Reshape" } turned)
            table = GraphIndex.Input(turned, 0);
        return graph.Graph.Node.Any(n => n.OpType is "MatMul" or "MatMulNBits" && GraphIndex.Input(n, 1) == table);
    }

    private static long? Fixed(IEnumerable<ValueInfoProto> values, string name, int axis)
    {
        TensorShapeProto? shape = values.FirstOrDefault(v => v.Name == name)?.Type?.TensorType?.Shape;
        return shape?.Dim.ElementAtOrDefault(axis) is { HasDimValue: true } fixedSize ? fixedSize.DimValue : null;
    }

    private static void Compare(ModelGeometry g, GenAiConfig config, string configPath, string graphPath)
    {
        GenAiDecoder decoder = config.Model.Decoder;
        (string Key, int? Given, int Found)[] pairs =
        [
            ("num_hidden_layers", decoder.NumHiddenLayers, g.Layers),
            ("hidden_size", decoder.HiddenSize, g.Hidden),
            ("num_attention_heads", decoder.NumAttentionHeads, g.Heads),
            ("num_key_value_heads", decoder.NumKeyValueHeads, g.KvHeads),
            ("head_size", decoder.HeadSize, g.HeadSize),
            ("vocab_size", config.Model.VocabSize, g.Vocabulary),
        ];
        foreach ((string key, int? given, int found) in pairs)
        {
            if (given is { } value && value != found)
                throw new BadInputException(
                    $"{configPath}: {key} is {value}, but the graph {Path.GetFileName(graphPath)} has {found}; "
                    + "one of them belongs to another model");
        }
    }
}
