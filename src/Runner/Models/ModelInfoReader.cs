using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>Reads off a graph and its manifest what a model is.</summary>
internal static class ModelInfoReader
{
    /// <param name="graph">The graph.</param>
    /// <param name="files">Full paths of the graph file, first, and of its data files.</param>
    /// <param name="location">Where it was found.</param>
    /// <param name="geometry">Its shape.</param>
    /// <param name="values">What it takes and gives.</param>
    public static ModelInfo Read(
        GraphIndex graph, IReadOnlyList<string> files, GraphLocation location, ModelGeometry geometry, GraphInterface values)
    {
        string folder = location.Folder;
        ModelManifest? manifest = ModelManifest.Read(folder) is { } found && found.Describes(folder, files) ? found : null;
        if (manifest?.FindChange(folder) is { } change)
            throw new BadInputException($"{folder}: {change}; make the model again");
        return new ModelInfo
        {
            Name = manifest?.Recipe.Preset.Name ?? Path.GetFileName(folder),
            Geometry = geometry,
            Parameters = ParameterCount.Of(graph, files[0]),
            Bytes = files.Sum(FolderPath.FileLength),
            Hash = manifest?.ModelHash(),
            Precision = PrecisionReader.Read(graph),
            BlockSize = PrecisionReader.BlockSize(graph, files[0]),
            Logits = values.LastLogitsOnly ? "last" : "all",
            Layout = location.Layout,
            Attention = GroupQueryAttention.Nodes(graph).Any() ? "grouped-query" : "plain",
            WeightSeed = manifest?.Recipe.Seed,
        };
    }
}
