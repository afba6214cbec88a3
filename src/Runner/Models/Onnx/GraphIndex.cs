namespace InferBench.Runner.Models.Onnx;

/// <summary>
/// Finds nodes and tensors of a graph by the values they make. Of a merged decoder, the branch that takes the past is
/// looked at as if it were the graph.
/// </summary>
internal sealed class GraphIndex
{
    /// <summary>The input by which a merged decoder chooses its branch.</summary>
    public const string UseCacheBranch = "use_cache_branch";

    private readonly Dictionary<string, NodeProto> producers = [];
    private readonly Dictionary<string, TensorProto> initializers = [];
    private readonly Dictionary<string, string> aliases = [];
    private readonly List<NodeProto> nodes = [];

    public GraphIndex(GraphProto graph)
    {
        Graph = graph;
        Add(graph);
        foreach (NodeProto choice in graph.Node.Where(n => n.OpType == "If" && Input(n, 0) == UseCacheBranch))
        {
            if (choice.Attribute.FirstOrDefault(a => a.Name == "then_branch")?.G is not { } branch)
                continue;
            Add(branch);
            foreach ((string outer, ValueInfoProto inner) in choice.Output.Zip(branch.Output))
            {
                if (Producer(inner.Name) is { } producer)
                    producers[outer] = producer;
                aliases[inner.Name] = outer;
            }
        }
    }

    public GraphProto Graph { get; }

    public IReadOnlyList<NodeProto> Nodes => nodes;

    public IReadOnlyCollection<TensorProto> Initializers => initializers.Values;

    public TensorProto? Initializer(string name) => initializers.GetValueOrDefault(name);

    public NodeProto? Producer(string value) => producers.GetValueOrDefault(value);

    /// <summary>The graph's output that a value of the taken branch is; else the value itself.</summary>
    public string OuterName(string value) => aliases.GetValueOrDefault(value, value);

    /// <summary>The name of an input; empty where it is left out.</summary>
    public static string Input(NodeProto node, int index) => index < node.Input.Count ? node.Input[index] : "";

    /// <summary>The name of an output; empty where it is left out.</summary>
    public static string Output(NodeProto node, int index) => index < node.Output.Count ? node.Output[index] : "";

    /// <summary>An attribute; null where it is absent or something else than an integer.</summary>
    public static long? Integer(NodeProto node, string attribute) =>
        node.Attribute.FirstOrDefault(a => a.Name == attribute && a.Type == AttributeProto.Types.AttributeType.Int)?.I;

    private void Add(GraphProto graph)
    {
        nodes.AddRange(graph.Node);
        foreach (NodeProto node in graph.Node)
        {
            foreach (string output in node.Output)
                producers[output] = node;
        }

        foreach (TensorProto tensor in graph.Initializer)
            initializers[tensor.Name] = tensor;
    }
}
