using InferBench.Runner.Records;

namespace InferBench.Runner.Models.Onnx;

/// <summary>Checks that every value a graph uses is made somewhere, and that shapes are shapes.</summary>
internal static class GraphCheck
{
    // Far more than any exporter writes; names are shown in messages.
    private const int LongestName = 1000;
    private const int MostDimensions = 32;

    /// <exception cref="BadInputException">The graph is damaged.</exception>
    public static void Check(ModelProto model, string graphPath)
    {
        CheckNames(model, graphPath);
        foreach (TensorProto tensor in OnnxFile.Tensors(model))
        {
            if (tensor.Dims.Count > MostDimensions)
                throw new BadInputException(
                    $"{graphPath}: tensor {tensor.Name} has {tensor.Dims.Count} dimensions; allowed are at most {MostDimensions}; the graph is damaged");
            if (Elements(tensor) is null)
                throw new BadInputException(
                    $"{graphPath}: tensor {tensor.Name} has the impossible shape [{string.Join(", ", tensor.Dims)}]; the graph is damaged");
        }

        CheckGraph(model.Graph, [], graphPath);
        foreach (FunctionProto function in model.Functions)
            CheckNodes(function.Node, [.. function.Input], [], graphPath);
    }

    /// <summary>Elements of a tensor by its shape; null where that is negative or too large to count.</summary>
    public static long? Elements(TensorProto tensor)
    {
        if (tensor.Dims.Contains(0) && tensor.Dims.All(d => d >= 0))
            return 0;
        Int128 elements = 1;
        foreach (long dimension in tensor.Dims)
        {
            elements *= dimension;
            if (dimension < 0 || elements > long.MaxValue)
                return null;
        }

        return (long)elements;
    }

    private static void CheckNames(ModelProto model, string graphPath)
    {
        GraphProto[] graphs = [.. OnnxFile.Graphs(model)];
        IEnumerable<NodeProto> nodes = graphs.SelectMany(g => g.Node).Concat(model.Functions.SelectMany(f => f.Node));
        IEnumerable<string> names = OnnxFile.Tensors(model).Select(t => t.Name)
            .Concat(graphs.SelectMany(g => g.Input.Concat(g.Output)).Select(v => v.Name))
            .Concat(nodes.SelectMany(n => n.Input.Concat(n.Output).Concat(n.Attribute.Select(a => a.Name)).Append(n.Name).Append(n.OpType)));
        if (names.FirstOrDefault(n => n.Length > LongestName) is { } name)
            throw new BadInputException(
                $"{graphPath}: has a name of {name.Length} characters, {name[..40]}...; allowed are at most {LongestName}; the graph is damaged");
    }

    private static void CheckGraph(GraphProto graph, HashSet<string>[] outer, string graphPath)
    {
        HashSet<string> known = [.. graph.Input.Select(v => v.Name), .. graph.Initializer.Select(t => t.Name)];
        known.UnionWith(graph.SparseInitializer.Select(s => s.Values?.Name ?? ""));
        CheckNodes(graph.Node, known, outer, graphPath);
        foreach (ValueInfoProto output in graph.Output)
        {
            if (!known.Contains(output.Name) && !outer.Any(o => o.Contains(output.Name)))
                throw new BadInputException($"{graphPath}: no node makes its output {output.Name}; the graph is damaged");
        }
    }

    /// <param name="nodes">Nodes of one graph.</param>
    /// <param name="known">Values that are there before any node runs; those that the nodes make are added.</param>
    /// <param name="outer">Values of the graphs around this one.</param>
    /// <param name="graphPath">The file, for messages.</param>
    private static void CheckNodes(
        IReadOnlyCollection<NodeProto> nodes, HashSet<string> known, HashSet<string>[] outer, string graphPath)
    {
        known.UnionWith(nodes.SelectMany(n => n.Output));
        HashSet<string>[] inner = [.. outer, known];
        foreach (NodeProto node in nodes)
        {
            foreach (string input in node.Input)
            {
                if (input.Length > 0 && !inner.Any(k => k.Contains(input)))
                    throw new BadInputException(
                        $"{graphPath}: node {node.Name} takes {input}, which is no input, no weight and no other node's output; "
                        + "the graph is damaged");
            }

            // Which of two counts is the reader's own choice.
            if (node.Attribute.GroupBy(a => a.Name).FirstOrDefault(a => a.Count() > 1) is { } twice)
                throw new BadInputException($"{graphPath}: node {node.Name} has {twice.Count()} attributes {twice.Key}; the graph is damaged");
            foreach (GraphProto subgraph in OnnxFile.Subgraphs(node))
                CheckGraph(subgraph, inner, graphPath);
        }
    }
}
