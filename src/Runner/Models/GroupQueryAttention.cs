using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>What a graph's GroupQueryAttention nodes tell, by the positions of their inputs and outputs.</summary>
internal static class GroupQueryAttention
{
    private const string Operator = "GroupQueryAttention";

    // Inputs 0 to 2 are queries, keys and values; 0 holds all three where the others are left out.
    private const int PastKey = 3, PastValue = 4;
    private const int PresentKey = 1, PresentValue = 2;

    public static IEnumerable<NodeProto> Nodes(GraphIndex graph) => graph.Nodes.Where(n => n.OpType == Operator);

    /// <summary>True where every cache is an operator's own, so that past and present may be one buffer.</summary>
    public static bool SharesCaches(GraphIndex graph, IReadOnlyCollection<LayerCache> caches)
    {
        HashSet<LayerCache> direct =
        [
            .. Nodes(graph).Select(n => new LayerCache(
                GraphIndex.Input(n, PastKey),
                GraphIndex.Input(n, PastValue),
                graph.OuterName(GraphIndex.Output(n, PresentKey)),
                graph.OuterName(GraphIndex.Output(n, PresentValue)))),
        ];
        return caches.All(direct.Contains);
    }

    /// <summary>Checks the nodes against each other and against the caches.</summary>
    /// <returns>The first one's query heads, and key and value heads; null where there is none.</returns>
    /// <exception cref="BadInputException">They contradict each other, or one has no cache.</exception>
    public static (int Heads, int KvHeads)? Heads(GraphIndex graph, string graphPath, IReadOnlyCollection<LayerCache> caches)
    {
        NodeProto[] nodes = [.. Nodes(graph)];
        if (nodes.Length == 0)
            return null;
        int heads = Number(nodes[0], "num_heads"), kvHeads = Number(nodes[0], "kv_num_heads");
        if (nodes.Any(n => Number(n, "num_heads") != heads || Number(n, "kv_num_heads") != kvHeads))
            throw new BadInputException($"{graphPath}: its layers differ in their numbers of heads; models like that cannot be run");
        if (nodes.Length != caches.Count)
            throw new BadInputException(
                $"{graphPath}: has {nodes.Length} {Operator} nodes, but caches for {caches.Count} layers; the graph is damaged");
        HashSet<string> keys = [.. caches.Select(c => c.PastKey)], values = [.. caches.Select(c => c.PastValue)];
        foreach (NodeProto node in nodes)
        {
            if (!keys.Remove(Origin(GraphIndex.Input(node, PastKey))) || !values.Remove(Origin(GraphIndex.Input(node, PastValue))))
                throw new BadInputException($"{graphPath}: {node.Name} has no cache of its own among the graph's inputs; the graph is damaged");
        }

        return (heads, kvHeads);

        int Number(NodeProto node, string attribute) => GraphIndex.Integer(node, attribute) is { } value and > 0 and <= int.MaxValue
            ? (int)value
            : throw new BadInputException($"{graphPath}: {node.Name} has no usable {attribute}; the graph is damaged");

        string Origin(string value) => graph.Producer(value) is { OpType: "Cast" } cast ? GraphIndex.Input(cast, 0) : value;
    }

    /// <summary>Width of what the first node is given for how many heads: of queries, or of queries, keys and values together.</summary>
    public static (long Width, long Heads)? Given(GraphIndex graph, int heads, int kvHeads)
    {
        NodeProto node = Nodes(graph).First();
        bool packed = GraphIndex.Input(node, 1).Length == 0;
        return graph.Projection(GraphIndex.Input(node, 0)) is { } projection
            ? (projection.Out, packed ? heads + (2L * kvHeads) : heads)
            : null;
    }

    /// <summary>Width of what the first node is given for keys, where it is given them apart.</summary>
    public static long? GivenKeys(GraphIndex graph) => graph.Projection(GraphIndex.Input(Nodes(graph).First(), 1))?.Out;
}
