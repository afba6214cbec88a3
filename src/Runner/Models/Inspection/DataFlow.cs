using InferBench.Runner.Models.Onnx;

namespace InferBench.Runner.Models.Inspection;

/// <summary>
/// The nodes of a graph with what makes and what takes each value. Of an If, the branch taken with a cache counts as if it
/// stood in its place.
/// </summary>
internal sealed class DataFlow
{
    // Far more than lie between two products of a layer; a graph made to cost time cannot cost more.
    private const int MostSteps = 2000;

    private readonly List<NodeProto> nodes = [];
    private readonly Dictionary<string, NodeProto> producers = [];
    private readonly Dictionary<string, List<NodeProto>> consumers = [];
    private readonly Dictionary<string, GraphTensor> tensors = [];

    public DataFlow(GraphProto graph)
    {
        Add(graph);
        foreach (NodeProto node in nodes)
        {
            // Outputs and inputs that are left out have empty names.
            foreach (string output in node.Output.Where(o => o.Length > 0))
                producers[output] = node;
            foreach (string input in node.Input.Where(i => i.Length > 0).Distinct())
            {
                if (!consumers.TryGetValue(input, out List<NodeProto>? takers))
                    consumers[input] = takers = [];
                takers.Add(node);
            }
        }
    }

    public IReadOnlyList<NodeProto> Nodes => nodes;

    /// <summary>Everything stored, constants of nodes included.</summary>
    public IEnumerable<GraphTensor> Tensors => tensors.Values;

    public GraphTensor? Tensor(string value) => tensors.GetValueOrDefault(value);

    public NodeProto? Producer(string value) => producers.GetValueOrDefault(value);

    public IReadOnlyList<NodeProto> Consumers(string value) => consumers.GetValueOrDefault(value) ?? [];

    /// <summary>The nodes among <paramref name="wanted"/> that are met first on every way back from some values.</summary>
    public IEnumerable<NodeProto> Before(IEnumerable<string> values, Predicate<NodeProto> wanted) =>
        Walk(values.Select(Producer).OfType<NodeProto>(), n => Inputs(n).Select(Producer).OfType<NodeProto>(), wanted);

    /// <summary>The nodes among <paramref name="wanted"/> that are met first on every way on from some values.</summary>
    public IEnumerable<NodeProto> After(IEnumerable<string> values, Predicate<NodeProto> wanted) =>
        Walk(values.SelectMany(Consumers), n => Outputs(n).SelectMany(Consumers), wanted);

    // The shape of a value says nothing of where it comes from or goes to, and the scale of quantised activations goes
    // around the product that takes them.
    private static IEnumerable<string> Inputs(NodeProto node) =>
        node.Input.Take(node.OpType is "Shape" or "Size" or "DynamicQuantizeLinear" ? 0 : node.Input.Count);

    private static IEnumerable<string> Outputs(NodeProto node) =>
        node.Output.Take(node.OpType is "Shape" or "Size" ? 0 : node.OpType is "DynamicQuantizeLinear" ? 1 : node.Output.Count);

    private static IEnumerable<NodeProto> Walk(
        IEnumerable<NodeProto> start, Func<NodeProto, IEnumerable<NodeProto>> next, Predicate<NodeProto> wanted)
    {
        HashSet<NodeProto> seen = new(ReferenceEqualityComparer.Instance);
        Queue<NodeProto> open = new(start);
        for (int steps = 0; steps < MostSteps && open.TryDequeue(out NodeProto? node);)
        {
            if (!seen.Add(node))
                continue;
            steps++;
            if (wanted(node))
            {
                yield return node;
                continue;
            }

            foreach (NodeProto other in next(node))
                open.Enqueue(other);
        }
    }

    private void Add(GraphProto graph)
    {
        foreach (TensorProto tensor in graph.Initializer)
            tensors[tensor.Name] = GraphTensor.Of(tensor.Name, tensor);
        foreach (NodeProto node in graph.Node)
        {
            AttributeProto? branch = node.OpType == "If" ? node.Attribute.FirstOrDefault(a => a.Name == "then_branch") : null;
            if (node.OpType == "Constant" && node.Output.Count == 1 && node.Attribute.FirstOrDefault(a => a.Name == "value")?.T is { } value)
                tensors[node.Output[0]] = GraphTensor.Of(node.Output[0], value);
            else if (branch?.G is { } taken)
                AddBranch(node, taken);
            else
                nodes.Add(node);
        }
    }

    private void AddBranch(NodeProto node, GraphProto taken)
    {
        Add(taken);
        foreach ((ValueInfoProto inner, string outer) in taken.Output.Zip(node.Output))
        {
            if (inner.Name != outer)
                nodes.Add(new NodeProto { OpType = "Identity", Input = { inner.Name }, Output = { outer } });
        }
    }
}
