using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>
/// A model on disk that was looked through and can be run: a graph with grouped-query attention as
/// onnxruntime-genai's model builder lays it out, float32 KV cache and logits.
/// </summary>
public sealed record ModelFolder
{
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
    /// <param name="path">A folder with genai_config.json, or an .onnx file.</param>
    /// <param name="file">Graph file inside the folder, where there is more than one; null leaves the choice to the folder's layout.</param>
    /// <param name="precision">Chooses the graph file by its precision; not together with <paramref name="file"/>.</param>
    /// <exception cref="BadInputException">It is missing, damaged, contradicts itself or cannot be run.</exception>
    public static ModelFolder Open(string path, string? file = null, string? precision = null)
    {
        try
        {
            return OpenAny(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: cannot be read: {e.Message}", e);
        }
    }

    private static ModelFolder OpenAny(string path)
    {
        if (Directory.Exists(path))
        {
            string inside = Path.Combine(path, GenAiConfig.FileName);
            GenAiConfig config = GenAiConfigReader.Read(inside);
            return OpenGraph(path, FolderPath.Inside(path, config.Model.Decoder.Filename, inside), config);
        }

        RegularFile.Require(path, "give a model folder, an .onnx file or synth:PRESET[:PRECISION]");
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!, beside = Path.Combine(folder, GenAiConfig.FileName);
        if (RegularFile.Exists(beside))
        {
            GenAiConfig config = GenAiConfigReader.Read(beside);
            string graph = FolderPath.Inside(folder, config.Model.Decoder.Filename, beside);
            if (graph == FolderPath.Resolve(folder, Path.GetFileName(path)))
                return OpenGraph(folder, graph, config);
        }

        return OpenGraph(folder, Path.GetFullPath(path), config: null);
    }

    private static ModelFolder OpenGraph(string folder, string graphPath, GenAiConfig? config)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        ModelProto model = OnnxFile.Read(graphPath);
        GraphCheck.Check(model, graphPath);
        string[] files = [graphPath, .. ExternalData.Check(model, graphPath)];
        GraphIndex graph = new(model.Graph);
        ModelGeometry geometry = GeometryReader.Read(graph, graphPath, config, Path.Combine(folder, GenAiConfig.FileName));
        GenAiDecoder names = config?.Model.Decoder ?? new GenAiDecoder();
        ModelInfo info = ModelInfoReader.Read(graph, files, folder, geometry, names.Outputs.Logits);
        return new ModelFolder
        {
            GraphPath = graphPath,
            Files = files,
            Interface = new GraphInterface
            {
                InputIds = names.Inputs.InputIds,
                AttentionMask = names.Inputs.AttentionMask,
                Logits = names.Outputs.Logits,
                LastLogitsOnly = info.Logits == "last",
                Caches = GraphNames.Check(graph, graphPath, names, geometry.Layers),
                SharesCache = true,
            },
            Info = info,
        };
    }
}
