using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>
/// A model on disk that was looked through and can be run: a decoder with a KV cache, laid out by onnxruntime-genai's
/// model builder, by optimum or by onnx-community, float32 or float16.
/// </summary>
public sealed record ModelFolder
{
    // Room for two long paths; names in a graph may be longer.
    private const int LongestMessage = 4000;

    /// <summary>Full path of the graph file.</summary>
    public required string GraphPath { get; init; }

    /// <summary>Full paths of the graph file and its weight files.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>What the model is.</summary>
    public required ModelInfo Info { get; init; }

    /// <summary>What the graph is fed and gives back.</summary>
    public required GraphInterface Interface { get; init; }

    /// <summary>Shape of the model.</summary>
    public ModelGeometry Geometry => Info.Geometry;

    /// <summary>Opens a folder, or a graph file, and checks everything that can be checked without reading weights.</summary>
    /// <param name="path">A folder with genai_config.json, with graphs or with a folder onnx of graphs; or an .onnx file.</param>
    /// <param name="file">Graph file below the folder, where there is more than one; null leaves the choice to the folder's layout.</param>
    /// <param name="precision">
    /// Chooses the graph file by its precision, by our name or by transformers.js's (q4, q4f16, q8, ...); not together with
    /// <paramref name="file"/>. A model that is in one precision must be in this one.
    /// </param>
    /// <exception cref="BadInputException">It is missing, damaged, contradicts itself or cannot be run.</exception>
    public static ModelFolder Open(string path, string? file = null, string? precision = null)
    {
        if (file is not null && precision is not null)
            throw new BadInputException("--file and --precision: both choose the graph; give one of them");
        RequestedPrecision? requested = precision is null ? null : RequestedPrecision.Parse(precision);
        try
        {
            GraphLocation location = GraphLocation.Find(path, file, requested);
            ModelFolder model = OpenGraph(location);
            requested?.Check(model.Info.Precision, location.ByPrecision, model.GraphPath);
            return model;
        }
        catch (BadInputException e) when (OneLine.Of(e.Message, LongestMessage) is { } line && line != e.Message)
        {
            throw new BadInputException(line, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: cannot be read: {e.Message}", e);
        }
    }

    private static ModelFolder OpenGraph(GraphLocation location)
    {
        string graphPath = location.GraphPath;
        ModelProto model = OnnxFile.Read(graphPath);
        GraphCheck.Check(model, graphPath);
        string[] files = [graphPath, .. ExternalData.Check(model, graphPath)];
        GraphIndex graph = new(model.Graph);
        GraphInterface values = InterfaceReader.Read(graph, graphPath, location.GenAi);
        ModelGeometry geometry = GeometryReader.Read(graph, graphPath, values, location.Declared);
        GraphConstraints.Check(graph, graphPath, geometry);
        return new ModelFolder
        {
            GraphPath = graphPath,
            Files = files,
            Interface = values,
            Info = ModelInfoReader.Read(graph, files, location, geometry, values),
        };
    }
}
