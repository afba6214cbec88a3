using Google.Protobuf;
using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Tests.Models.Layouts;

namespace InferBench.Runner.Tests.Models.Mutations;

/// <summary>
/// Nodes and their attributes that are changed, lost, doubled, nested or far too many. Loops that never end are not among
/// them: nothing here can tell them from those that end.
/// </summary>
internal static class GraphNodeMutations
{
    private static readonly string[] Operators =
    [
        "", "Nope", "If", "Constant", "ConstantOfShape", "GroupQueryAttention", "MultiHeadAttention", "Gather", "GatherBlockQuantized", "MatMul",
        "MatMulNBits", "MatMulInteger", "Gemm", "Reshape", "Transpose", "Concat", "Softmax", "Identity", "Shape", "Expand", "Slice", "Cast", "Add",
    ];

    private static readonly string[] Named =
        ["num_heads", "kv_num_heads", "K", "N", "bits", "block_size", "do_rotary", "axis", "to", "local_window_size", "rotary_interleaved", "accuracy_level"];

    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("a node missing", m => m.Edit((_, g) => g.Node.Remove(m.Pick(g.Node)))),
        new("a node twice", m => m.Edit((_, g) => g.Node.Add(m.Pick(g.Node).Clone()))),
        new("nodes in another order", m => m.Edit((_, g) => Shuffle(m, g))),
        new("an operator of another type", m => m.Edit(GraphParts.Nodes, n => n.OpType = m.Pick(Operators))),
        new("an operator of another domain", m => m.Edit(GraphParts.Nodes, n => n.Domain = m.Pick(["", "com.microsoft", "nowhere", "ai.onnx.ml"]))),
        new("a node of another name", m => m.Edit(GraphParts.Nodes, n => n.Name = m.Pick(GraphParts.Names))),
        new("an input of a node missing", m => m.Edit(GraphParts.Nodes, n => Try(n.Input.Count, () => n.Input.RemoveAt(m.Random.Next(n.Input.Count))))),
        new("an input of a node left out", m => m.Edit(GraphParts.Nodes, n => Try(n.Input.Count, () => n.Input[m.Random.Next(n.Input.Count)] = ""))),
        new("an input of a node too many", m => m.Edit(GraphParts.Nodes, n => n.Input.Add(n.Input.ToArray()))),
        new("an input of a node from elsewhere", m => m.EditGraph(model => Rewire(m, model))),
        new("a node that takes its own output", m => m.Edit(GraphParts.Nodes, n => Try(n.Input.Count, () => n.Input[0] = n.Output[0]))),
        new("an output of a node of another name", m => m.Edit(GraphParts.Nodes, n => n.Output[0] = m.Pick(GraphParts.Names))),
        new("an output of a node missing", m => m.Edit(GraphParts.Nodes, n => n.Output.Clear())),
        new("an output of a node too many", m => m.Edit(GraphParts.Nodes, n => n.Output.Add("more"))),
        new("nodes in a circle", m => m.Edit((_, g) => g.Node.First(n => n.Input.Count > 0).Input[0] = g.Node[^1].Output[0])),
        new("an integer of a node", m => m.Edit(Integers, a => a.I = m.Pick(GraphParts.Absurd))),
        new("a named integer of a node", m => m.EditGraph(model => Number(m, model, everywhere: false))),
        new("a named integer of every node", m => m.EditGraph(model => Number(m, model, everywhere: true))),
        new("a number of a node", m => m.Edit(GraphParts.Attributes, a => a.F = m.Pick([float.NaN, float.PositiveInfinity, -1, 0, float.MaxValue]))),
        new("a type of an attribute", m => m.Edit(GraphParts.Attributes, a => a.Type = (AttributeProto.Types.AttributeType)m.Random.Next(16))),
        new("an attribute missing", m => m.Edit(WithAttributes, n => n.Attribute.RemoveAt(m.Random.Next(n.Attribute.Count)))),
        new("an attribute twice", m => m.Edit(WithAttributes, n => n.Attribute.Add(m.Pick(n.Attribute).Clone()))),
        new("an attribute of another name", m => m.Edit(GraphParts.Attributes, a => a.Name = m.Pick([.. GraphParts.Names, .. Named]))),
        new("a shape of a constant", m => m.Edit(Constants, t => t.Dims.Add(m.Pick(GraphParts.Absurd)))),
        new("bytes of a constant", m => m.Edit(Constants, t => t.RawData = ByteString.CopyFrom(ByteMutations.Noise(m.Random, t.RawData.Length)))),
        new("fewer bytes of a constant", m => m.Edit(Constants, t => t.RawData = ByteString.CopyFrom(new byte[m.Random.Next(8)]))),
        new("a version of the format", m => m.EditGraph(model => model.IrVersion = m.Pick(GraphParts.Absurd))),
        new("a version of the operators", m => m.EditGraph(model => m.Pick(model.OpsetImport).Version = m.Pick(GraphParts.Absurd))),
        new("graphs in graphs", m => m.Edit((_, g) => Nest(g, m.Pick([10, 30, 60, 200])))),
        new("thousands of nodes", m => m.Edit((_, g) => Chain(g, m.Pick([1000, 20_000])))),
        new("a huge value", m => m.Edit((_, g) => Huge(g, m.Pick(GraphParts.Absurd)))),
        new("a function that calls itself", m => m.EditGraph(Recursion)),
    ];

    private static IEnumerable<AttributeProto> Integers(ModelProto model) => GraphParts.Attributes(model).Where(a => a.HasI);

    private static IEnumerable<NodeProto> WithAttributes(ModelProto model) => GraphParts.Nodes(model).Where(n => n.Attribute.Count > 0);

    private static IEnumerable<TensorProto> Constants(ModelProto model) => GraphParts.Attributes(model).Select(a => a.T).OfType<TensorProto>();

    private static void Try(int count, Action edit)
    {
        if (count > 0)
            edit();
    }

    private static void Shuffle(Mutant m, GraphProto graph)
    {
        NodeProto[] nodes = [.. graph.Node];
        m.Random.Shuffle(nodes);
        graph.Node.Clear();
        graph.Node.Add(nodes);
    }

    private static void Rewire(Mutant m, ModelProto model)
    {
        NodeProto node = m.Pick(GraphParts.Nodes(model).Where(n => n.Input.Count > 0).ToArray());
        node.Input[m.Random.Next(node.Input.Count)] = m.Pick(GraphParts.Nodes(model).SelectMany(n => n.Input.Concat(n.Output)).ToArray());
    }

    private static void Number(Mutant m, ModelProto model, bool everywhere)
    {
        AttributeProto[] found = [.. Integers(model).Where(a => Named.Contains(a.Name))];
        if (found.Length == 0)
            return;
        AttributeProto one = m.Pick(found);
        long value = m.Pick([.. GraphParts.Absurd, 4, 6, 8, 12, 16, 32, 48, 64, 96, 128, 256]);
        foreach (AttributeProto attribute in everywhere ? found.Where(a => a.Name == one.Name) : [one])
            attribute.I = value;
    }

    private static void Nest(GraphProto graph, int depth)
    {
        GraphProto inner = new() { Name = "leaf", Node = { graph.Node[0].Clone() }, Output = { graph.Output[0].Clone() } };
        for (int i = 0; i < depth; i++)
        {
            NodeProto choice = new() { Name = $"if{i}", OpType = "If", Input = { graph.Input.FirstOrDefault()?.Name ?? "" }, Output = { $"if{i}" } };
            choice.Attribute.Add(GraphNodes.Subgraph("then_branch", inner));
            inner = new GraphProto { Name = $"level{i}", Node = { choice } };
        }

        graph.Node.Add(inner.Node);
    }

    private static void Chain(GraphProto graph, int length)
    {
        string value = graph.Node[0].Output[0];
        for (int i = 0; i < length; i++)
            value = graph.Node($"/chain/{i}", "Identity", [value]);
    }

    /// <summary>A value as large as a number says, on the way to an output.</summary>
    private static void Huge(GraphProto graph, long size)
    {
        NodeProto last = graph.Node.First(n => n.Output.Contains(graph.Output[0].Name));
        last.Output[last.Output.IndexOf(graph.Output[0].Name)] = "small";
        string shape = graph.Longs("/huge/shape", scalar: false, size), zeros = graph.Node("/huge/zeros", "ConstantOfShape", [shape]);
        string sum = graph.Node("/huge/sum", "ReduceMax", [zeros]);
        graph.NodeTo(graph.Output[0].Name, "/huge/add", "Add", ["small", sum]);
    }

    private static void Recursion(ModelProto model)
    {
        NodeProto call = new() { Name = "call", OpType = "Again", Domain = "again", Input = { "x" }, Output = { "y" } };
        model.Functions.Add(new FunctionProto { Name = "Again", Input = { "x" }, Node = { call } });
        NodeProto first = call.Clone();
        first.Input[0] = model.Graph.Input[0].Name;
        model.Graph.Node.Add(first);
    }
}
