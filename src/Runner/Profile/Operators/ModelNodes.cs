using InferBench.Runner.Models;
using InferBench.Runner.Models.Inspection;
using InferBench.Runner.Models.Onnx;

namespace InferBench.Runner.Profile.Operators;

/// <summary>The nodes of a model's file by the names that the runtime's profile gives them.</summary>
internal sealed class ModelNodes
{
    // Each is looked through with all tensors of the whole; no exporter writes more than two.
    private const int MostBranches = 8;

    private readonly Dictionary<string, ModelNode> nodes = new(StringComparer.Ordinal);

    private ModelNodes(GraphProto graph)
    {
        Add(graph);
        // Of a merged decoder, the branch that was not looked at as if it were the graph: it takes tensors of the whole.
        foreach (var branch in OnnxFile.WithSubgraphs(graph).Skip(1).Take(MostBranches))
            Add(new() { Initializer = { graph.Initializer, branch.Initializer }, Node = { graph.Node.Where(n => n.OpType == "Constant"), branch.Node } });
    }

    /// <summary>All that have names.</summary>
    public IEnumerable<ModelNode> All => nodes.Values;

    /// <exception cref="Records.BadInputException">The graph is no longer what was opened.</exception>
    public static ModelNodes Read(ModelFolder folder) => Of(OnnxFile.Read(folder.GraphPath).Graph);

    public static ModelNodes Of(GraphProto graph) => new(graph);

    /// <summary>
    /// A node by its name in a profile. Where the runtime fused, replaced or packed nodes, it puts something behind the name of
    /// one of them, such as <c>/QuickGeluFusion/</c> or <c>_nchwc</c>: then it is the node with the longest name before that.
    /// </summary>
    /// <returns>Null for nodes that the runtime made up.</returns>
    public ModelNode? Find(string name)
    {
        if (nodes.TryGetValue(name, out var exact))
            return exact;
        var byPart = nodes.GetAlternateLookup<ReadOnlySpan<char>>();
        for (int end = name.Length - 1; end > 0; end--)
        {
            if (name[end] is '/' or '_' && byPart.TryGetValue(name.AsSpan(0, end), out var start))
                return start;
        }

        return null;
    }

    private void Add(GraphProto graph)
    {
        var flow = new DataFlow(graph);
        var index = new GraphIndex(graph);
        foreach (var node in flow.Nodes.Where(n => n.Name.Length > 0))
            nodes.TryAdd(node.Name, ModelNode.Of(flow, index, node));
    }
}
