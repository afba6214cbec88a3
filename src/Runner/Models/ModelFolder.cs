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

    /// <summary>Input int64 [batch, new tokens].</summary>
    public required string InputIds { get; init; }

    /// <summary>Input int64 [batch, past + new tokens].</summary>
    public required string AttentionMask { get; init; }

    /// <summary>Output float32 [batch, 1 or new tokens, vocabulary].</summary>
    public required string Logits { get; init; }

    /// <summary>The KV cache of each layer.</summary>
    public required IReadOnlyList<LayerCache> Caches { get; init; }

    /// <summary>Shape of the model.</summary>
    public ModelGeometry Geometry => Info.Geometry;

    /// <summary>Opens a folder, or a graph file, and checks everything that can be checked without reading weights.</summary>
    /// <param name="path">A folder with genai_config.json, or an .onnx file.</param>
    /// <exception cref="BadInputException">It is missing, damaged, contradicts itself or cannot be run.</exception>
    public static ModelFolder Open(string path)
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
            GenAiConfig config = GenAiConfig.Read(Path.Combine(path, GenAiConfig.FileName));
            string graph = config.Model.Decoder?.Filename ?? new GenAiDecoder().Filename;
            return Open(FolderPath.Inside(path, graph, Path.Combine(path, GenAiConfig.FileName)), config);
        }

        if (!File.Exists(path))
            throw new BadInputException(
                $"{path}: not found; give a model folder, an .onnx file or synth:PRESET[:PRECISION]");
        string beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, GenAiConfig.FileName);
        GenAiConfig? found = File.Exists(beside) ? GenAiConfig.Read(beside) : null;
        return Open(path, found?.Model.Decoder?.Filename == Path.GetFileName(path) ? found : null);
    }

    private static ModelFolder Open(string graphPath, GenAiConfig? config)
    {
        graphPath = Path.GetFullPath(graphPath);
        ModelProto model = OnnxFile.Read(graphPath);
        IReadOnlyList<string> data = ExternalData.Check(model, graphPath);
        GraphIndex graph = new(model.Graph);
        ModelGeometry geometry = GeometryReader.Read(graph, graphPath, config);
        GenAiDecoder names = config?.Model.Decoder ?? new GenAiDecoder();
        IReadOnlyList<LayerCache> caches = GraphNames.Check(graph, graphPath, names, geometry.Layers);
        string[] files = [graphPath, .. data];
        return new ModelFolder
        {
            GraphPath = graphPath,
            Files = files,
            InputIds = names.Inputs.InputIds,
            AttentionMask = names.Inputs.AttentionMask,
            Logits = names.Outputs.Logits,
            Caches = caches,
            Info = ModelInfoReader.Read(graph, graphPath, geometry, names.Outputs.Logits, files.Sum(FolderPath.FileLength)),
        };
    }
}
