using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>Reads the shape of a model off its graph and its config. Where both tell, they must agree.</summary>
internal sealed class GeometryReader
{
    private const int KvHeadsAxis = 1, HeadSizeAxis = 3, VocabularyAxis = 2;
    private readonly GraphIndex graph;
    private readonly string graphPath;
    private readonly GraphInterface values;
    private readonly DeclaredGeometry? declared;

    private GeometryReader(GraphIndex graph, string graphPath, GraphInterface values, DeclaredGeometry? declared)
    {
        this.graph = graph;
        this.graphPath = graphPath;
        this.values = values;
        this.declared = declared;
    }

    /// <exception cref="BadInputException">Something is told by nobody, or in two ways.</exception>
    public static ModelGeometry Read(GraphIndex graph, string graphPath, GraphInterface values, DeclaredGeometry? declared) =>
        new GeometryReader(graph, graphPath, values, declared).Read();

    private ModelGeometry Read()
    {
        (int Heads, int KvHeads)? grouped = GroupQueryAttention.Heads(graph, graphPath, values.Caches);
        if (grouped is null)
            RequirePlainAttention();
        int kvHeads = Settle("key and value heads", declared?.KvHeads, [(grouped?.KvHeads, "its attention"), (CacheAxis(KvHeadsAxis), "its caches")]);
        (int heads, int headSize) = grouped is { } operators ? Grouped(operators.Heads, kvHeads) : Plain(kvHeads);
        (long In, long Out)? head = graph.Projection(values.Logits);
        (long In, long Out)? down = graph.ProductNamed("/mlp/down_proj") is { } product ? graph.Shape(product) : null;
        return new ModelGeometry
        {
            Layers = Settle("layers", declared?.Layers, [(values.Caches.Count, "its caches")]),
            Hidden = Settle("hidden elements", declared?.Hidden, [(head?.In, "its output projection"), (down?.Out, "its first feed-forward block")]),
            Intermediate = Settle("intermediate elements", declared?.Intermediate, [(down?.In, "its first feed-forward block")]),
            Heads = heads,
            KvHeads = kvHeads,
            HeadSize = headSize,
            Vocabulary = Settle(
                "tokens", declared?.Vocabulary, [(head?.Out, "its output projection"), (OutputAxis(values.Logits, VocabularyAxis), "its logits")]),
            Positions = Positions(),
            TiedEmbeddings = Tied(),
        };
    }

    private (int Heads, int HeadSize) Grouped(int operators, int kvHeads)
    {
        int heads = Settle("query heads", declared?.Heads, [(operators, "its attention")]);
        (long Width, long Heads)? given = GroupQueryAttention.Given(graph, heads, kvHeads);
        int headSize = Settle("elements of a head", declared?.HeadSize, [(CacheAxis(HeadSizeAxis) ?? given?.Width / given?.Heads ?? UsualHeadSize(), "its caches")]);
        CheckWidth(given?.Width, given?.Heads ?? 0, headSize);
        CheckWidth(GroupQueryAttention.GivenKeys(graph), kvHeads, headSize);
        return (heads, headSize);
    }

    private (int Heads, int HeadSize) Plain(int kvHeads)
    {
        long? queries = Width("/q_proj"), keys = Width("/k_proj");
        int headSize = Settle("elements of a head", declared?.HeadSize, [(CacheAxis(HeadSizeAxis) ?? keys / kvHeads ?? UsualHeadSize(), "its caches")]);
        int heads = Settle("query heads", declared?.Heads, [(queries / headSize, "its first projection to queries")]);
        CheckWidth(queries, heads, headSize);
        CheckWidth(keys, kvHeads, headSize);
        return (heads, headSize);

        long? Width(string module) => graph.ProductNamed(module) is { } product ? graph.Shape(product)?.Out : null;
    }

    /// <summary>What transformers takes where its config has no head_dim.</summary>
    private long? UsualHeadSize() => declared is { HeadSize: null, Hidden: { } hidden, Heads: { } heads } ? hidden.Value / heads.Value : null;

    private void RequirePlainAttention()
    {
        if (graph.Nodes.FirstOrDefault(n => n.OpType.Contains("Attention", StringComparison.Ordinal)) is { } other)
            throw new BadInputException(
                $"{graphPath}: its attention is {other.OpType}; what can be run is GroupQueryAttention or standard operators; {GraphValues.Advice}");
        if (!graph.Nodes.Any(n => n.OpType == "Softmax"))
            throw new BadInputException($"{graphPath}: has neither GroupQueryAttention nor Softmax; {GraphValues.Advice}");
    }

    /// <summary>The one number that the graph and the config tell.</summary>
    private int Settle(string what, DeclaredNumber? config, (long? Value, string By)[] told)
    {
        (long? Value, string By)[] known = [.. told.Where(t => t.Value is not null)];
        if (known.FirstOrDefault(t => t.Value is <= 0 or > int.MaxValue) is { Value: { } absurd })
            throw new BadInputException($"{graphPath}: has {absurd} {what}; the graph is damaged");
        if (known.FirstOrDefault(t => t.Value != known[0].Value) is { Value: { } second } other)
            throw new BadInputException(
                $"{graphPath}: has {known[0].Value} {what} by {known[0].By}, but {second} by {other.By}; the graph is damaged");
        if (known.Length == 0)
            return config?.Value ?? throw new BadInputException(
                $"{graphPath}: does not tell its number of {what}, nor does a config beside it; add the model's {HuggingFaceConfig.FileName}");
        if (config is { } given && given.Value != known[0].Value)
            throw new BadInputException(
                $"{declared!.File}: {given.Key} is {given.Value}, but the graph {Path.GetFileName(graphPath)} has {known[0].Value}; "
                + "one of them belongs to another model");
        return (int)known[0].Value!;
    }

    private void CheckWidth(long? given, long count, int headSize)
    {
        if (given is { } width && (Int128)headSize * count != width)
            throw new BadInputException(
                $"{graphPath}: its first attention is given {width} elements for {count} heads of {headSize}; the graph is damaged");
    }

    /// <summary>The longest sequence that both the rotary table and the config allow.</summary>
    private int Positions()
    {
        long table = RotaryTables.All(graph).Where(t => t.Dims.Count == 2).Min(t => (long?)t.Dims[0]) ?? long.MaxValue;
        long positions = Math.Min(table, declared?.Positions?.Value ?? long.MaxValue);
        return positions is > 0 and <= int.MaxValue
            ? (int)positions
            : throw new BadInputException(
                $"{graphPath}: neither a rotary table nor context_length in {GenAiConfig.FileName} nor max_position_embeddings in "
                + $"{HuggingFaceConfig.FileName} tells its longest sequence");
    }

    /// <summary>
    /// True where token ids are looked up in the weights of the output projection. A config may call weights tied that the
    /// exporter stored twice, but not the other way round.
    /// </summary>
    private bool Tied()
    {
        NodeProto? lookup = graph.Nodes.FirstOrDefault(
            n => n.OpType is "Gather" or "GatherBlockQuantized" && GraphIndex.Input(n, 1) == values.InputIds);
        bool tied = lookup is not null && graph.Product(values.Logits) is { } head
            && graph.Origin(GraphIndex.Input(lookup, 0)) == graph.Origin(GraphIndex.Input(head, 1));
        if (tied && declared?.TiedEmbeddings == false)
            throw new BadInputException(
                $"{declared.File}: tie_word_embeddings is false, but the graph {Path.GetFileName(graphPath)} looks tokens up in the weights of "
                + "its output projection; one of them belongs to another model");
        return tied;
    }

    private long? CacheAxis(int axis)
    {
        long?[] sizes = [.. values.Caches.SelectMany(c => new[] { c.PastKey, c.PastValue }).Select(name => Axis(graph.Graph.Input, name, axis)).Distinct()];
        return sizes.Length <= 1
            ? sizes.FirstOrDefault()
            : throw new BadInputException($"{graphPath}: its caches differ in their shapes; models like that cannot be run");
    }

    private long? OutputAxis(string name, int axis) => Axis(graph.Graph.Output, name, axis);

    private static long? Axis(IEnumerable<ValueInfoProto> all, string name, int axis) =>
        all.FirstOrDefault(v => v.Name == name)?.Type?.TensorType?.Shape?.Dim.ElementAtOrDefault(axis) is { HasDimValue: true } size
            ? size.DimValue
            : null;
}
