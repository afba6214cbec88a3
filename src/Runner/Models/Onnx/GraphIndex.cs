namespace InferBench.Runner.Models.Onnx;

/// <summary>Finds nodes and tensors of a graph by the values they make.</summary>
internal sealed class GraphIndex
{
    private readonly Dictionary<string, NodeProto> producers = [];
    private readonly Dictionary<string, TensorProto> initializers = [];

    public GraphIndex(GraphProto graph)
    {
        Graph = graph;
        foreach (NodeProto node in graph.Node)
        {
            foreach (string output in node.Output)
                producers[output] = node;
        }

        foreach (TensorProto tensor in graph.Initializer)
            initializers[tensor.Name] = tensor;
    }

    public GraphProto Graph { get; }

    public TensorProto? Initializer(string name) => initializers.GetValueOrDefault(name);

    public NodeProto? Producer(string value) => producers.GetValueOrDefault(value);

    /// <summary>The name of an input; empty where it is left out.</summary>
    public static string Input(NodeProto node, int index) => index < node.Input.Count ? node.Input[index] : "";

    public static long? Integer(NodeProto node, string attribute) =>
        node.Attribute.FirstOrDefault(a => a.Name == attribute)?.I;

    /// <summary>Input and output width of the matrix product that makes a value, seen through an added bias or a cast.</summary>
    public (long In, long Out)? Projection(string value)
    {
        for (int steps = 0; steps < 4; steps++)
        {
            NodeProto? node = Producer(value);
            switch (node?.OpType)
            {
                case "MatMul" when Initializer(Input(node, 1)) is { Dims.Count: 2 } weight:
                    return (weight.Dims[0], weight.Dims[1]);
                case "MatMulNBits" when Integer(node, "K") is { } inputs && Integer(node, "N") is { } outputs:
                    return (inputs, outputs);
                case "Add" or "Cast":
                    value = Input(node, 0);
                    break;
                default:
                    return null;
            }
        }

        return null;
    }
}
