using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>Where a model's graph is, who laid its folder out, and which config tells about it.</summary>
internal sealed record GraphLocation
{
    /// <summary>The model's folder, without a slash at its end.</summary>
    public required string Folder { get; init; }

    /// <summary>Full path of the graph file.</summary>
    public required string GraphPath { get; init; }

    /// <summary><c>genai</c>, <c>optimum</c>, <c>onnx-community</c> or <c>onnx</c>.</summary>
    public required string Layout { get; init; }

    /// <summary>genai_config.json, where it names this graph.</summary>
    public GenAiConfig? GenAi { get; init; }

    /// <summary>What a config says of the model's shape; null where there is none.</summary>
    public DeclaredGeometry? Declared { get; init; }

    /// <summary>True where the file was chosen by a name that tells its precision.</summary>
    public bool ByPrecision { get; init; }

    /// <param name="path">A model folder or a graph file.</param>
    /// <param name="file">Graph file below the folder; null leaves the choice to the layout.</param>
    /// <param name="precision">Precision of the file to choose; null for the model as it is.</param>
    /// <exception cref="BadInputException">Nothing that can be a model is there, or the choice is not clear.</exception>
    public static GraphLocation Find(string path, string? file, RequestedPrecision? precision)
    {
        if (Directory.Exists(path))
            return InFolder(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)), file, precision);
        RegularFile.Require(path, "give a model folder, an .onnx file or synth:PRESET[:PRECISION]");
        if (file is not null)
            throw new BadInputException($"--file: {path} is a graph file already; give the model's folder to choose one in it");
        string graph = Path.GetFullPath(path), folder = Path.GetDirectoryName(graph)!;
        return (ByGenAi(folder, graph) ?? (Above(folder) is { } above ? ByGenAi(above, graph) : null)) ?? ByItself(folder, graph);
    }

    private static GraphLocation InFolder(string folder, string? file, RequestedPrecision? precision)
    {
        GraphChoice? chosen = file is null ? null : GraphChoice.Of(folder, file, precision);
        if (ByGenAi(folder, chosen?.GraphPath) is { } named)
            return named;
        chosen ??= GraphChoice.Of(folder, file, precision);
        return ByItself(folder, chosen.GraphPath) with { ByPrecision = chosen.ByPrecision };
    }

    /// <summary>The graph that genai_config.json names; null where there is none, or <paramref name="wanted"/> is another.</summary>
    private static GraphLocation? ByGenAi(string folder, string? wanted)
    {
        if (Config(folder, GenAiConfig.FileName) is not { } path)
            return null;
        GenAiConfig config = GenAiConfigReader.Read(path);
        string graph = FolderPath.Inside(folder, config.Model.Decoder.Filename, path);
        if (wanted is not null && graph != wanted && graph != FolderPath.Resolve(folder, Path.GetRelativePath(folder, wanted)))
            return null;
        return new GraphLocation { Folder = folder, GraphPath = graph, Layout = "genai", GenAi = config, Declared = config.Declared(path) };
    }

    /// <summary>A graph with the config.json beside it, else of the model's folder.</summary>
    private static GraphLocation ByItself(string folder, string graphPath)
    {
        string beside = Path.GetDirectoryName(graphPath)!;
        bool inner = Path.GetFileName(beside) == GraphChoice.InnerFolder;
        if (Config(beside, HuggingFaceConfig.FileName) is { } nearest)
            return new GraphLocation { Folder = folder, GraphPath = graphPath, Layout = "optimum", Declared = HuggingFaceConfig.Read(nearest) };
        string? outer = folder != beside ? folder : Above(folder);
        if (outer is null || Config(outer, HuggingFaceConfig.FileName) is not { } config)
            return new GraphLocation { Folder = folder, GraphPath = graphPath, Layout = "onnx" };
        return new GraphLocation
        {
            Folder = outer,
            GraphPath = graphPath,
            Layout = inner ? "onnx-community" : "optimum",
            Declared = HuggingFaceConfig.Read(config),
        };
    }

    /// <summary>genai_config.json of the folder that a graph lies in, or of the model's folder above it; null where there is none.</summary>
    /// <param name="graphPath">Full path of the graph file.</param>
    /// <exception cref="BadInputException">It is a link that leads out of its folder.</exception>
    public static string? GenAiConfigOf(string graphPath) => FileOf(graphPath, GenAiConfig.FileName);

    /// <summary>A file of the folder that a graph lies in, or of the model's folder above it; null where there is none.</summary>
    /// <param name="graphPath">Full path of the graph file.</param>
    /// <param name="name">The file's name.</param>
    /// <exception cref="BadInputException">It is a link that leads out of its folder.</exception>
    public static string? FileOf(string graphPath, string name)
    {
        string beside = Path.GetDirectoryName(graphPath)!;
        return Config(beside, name) ?? (Above(beside) is { } above ? Config(above, name) : null);
    }

    /// <summary>The folder above one in which onnx-community keeps its graphs; null for any other.</summary>
    private static string? Above(string folder) =>
        Path.GetFileName(folder) == GraphChoice.InnerFolder ? Path.GetDirectoryName(folder) : null;

    private static string? Config(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        bool broken = new FileInfo(path).LinkTarget is not null;
        if (!Path.Exists(path) && !broken)
            return null;
        path = FolderPath.Inside(folder, name, folder);
        return RegularFile.Exists(path) ? path : null;
    }
}
