using Google.Protobuf;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models.Onnx;

/// <summary>Reads the graph of an ONNX file; weights beside it stay where they are.</summary>
internal static class OnnxFile
{
    private static readonly MessageParser<ModelProto> Parser = ModelProto.Parser.WithDiscardUnknownFields(true);

    /// <exception cref="BadInputException">Missing, larger than 2 GiB, or not an ONNX model.</exception>
    public static ModelProto Read(string path) => Read(path, Parser);

    /// <summary>The same, with fields that are not known here, for a graph that is to be written again.</summary>
    /// <exception cref="BadInputException">Missing, larger than 2 GiB, or not an ONNX model.</exception>
    public static ModelProto ReadWhole(string path) => Read(path, ModelProto.Parser);

    private static ModelProto Read(string path, MessageParser<ModelProto> parser)
    {
        RegularFile.Require(path, "it should hold the graph");
        using FileStream stream = File.OpenRead(path);
        if (stream.Length > int.MaxValue)
            throw new BadInputException(
                $"{path}: has {stream.Length} bytes; a graph file must be smaller than 2 GiB, with its weights in a file beside it");
        ModelProto model;
        try
        {
            model = parser.ParseFrom(stream);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new BadInputException($"{path}: is not an ONNX model, or is damaged: {e.Message}", e);
        }

        if (!model.HasIrVersion || model.Graph is not { Node.Count: > 0 })
            throw new BadInputException($"{path}: is not an ONNX model: it has no version or no graph");
        return model;
    }

    /// <summary>Every tensor of the model: those inside nodes, subgraphs and functions, and the parts of sparse ones, too.</summary>
    public static IEnumerable<TensorProto> Tensors(ModelProto model) =>
        Tensors(model.Graph).Concat(model.Functions.SelectMany(f => f.Node).SelectMany(Tensors));

    /// <summary>Every graph of the model, those inside nodes, too.</summary>
    public static IEnumerable<GraphProto> Graphs(ModelProto model) =>
        model.Functions.SelectMany(f => f.Node).SelectMany(Subgraphs).Prepend(model.Graph).SelectMany(WithSubgraphs);

    /// <summary>A graph and all inside it.</summary>
    public static IEnumerable<GraphProto> WithSubgraphs(GraphProto graph) =>
        graph.Node.SelectMany(Subgraphs).SelectMany(WithSubgraphs).Prepend(graph);

    public static IEnumerable<GraphProto> Subgraphs(NodeProto node) =>
        node.Attribute.SelectMany(a => a.Graphs.Concat(OneOrNone(a.G)));

    private static IEnumerable<TensorProto> Tensors(GraphProto graph) => graph.Initializer
        .Concat(graph.SparseInitializer.SelectMany(Tensors))
        .Concat(graph.Node.SelectMany(Tensors));

    private static IEnumerable<TensorProto> Tensors(NodeProto node) => node.Attribute
        .SelectMany(a => a.Tensors.Concat(OneOrNone(a.T)).Concat(a.SparseTensors.Concat(OneOrNone(a.SparseTensor)).SelectMany(Tensors)))
        .Concat(Subgraphs(node).SelectMany(Tensors));

    private static IEnumerable<TensorProto> Tensors(SparseTensorProto sparse) =>
        OneOrNone(sparse.Values).Concat(OneOrNone(sparse.Indices));

    private static IEnumerable<T> OneOrNone<T>(T? item)
        where T : class => item is null ? [] : [item];
}
