using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>Chooses the graph file of a folder that has no config to name it.</summary>
/// <param name="GraphPath">Full path, links followed.</param>
/// <param name="ByPrecision">True where the end of its name is that of the precision asked for.</param>
internal sealed record GraphChoice(string GraphPath, bool ByPrecision)
{
    private const int LongestList = 8;
    private const string Extension = ".onnx";

    /// <summary>Folder below a model's folder where onnx-community keeps its graphs.</summary>
    public const string InnerFolder = "onnx";

    // A merged decoder starts and continues sequences, one "with past" continues them, from nothing too; the other only starts.
    private static readonly string[] Stems = ["model", "decoder_model_merged", "decoder_with_past_model", "decoder_model"];

    /// <exception cref="BadInputException">There is no graph, or several and no way to choose; or a link leaves the folder.</exception>
    public static GraphChoice Of(string folder, string? file, RequestedPrecision? precision)
    {
        string[] found = [.. Graphs(folder, ""), .. Graphs(folder, InnerFolder)];
        if (file is not null)
            return new(Named(folder, file, found), ByPrecision: false);
        if (found.Length == 0)
            throw new BadInputException(
                $"{folder}: is no model folder: looked for {GenAiConfig.FileName}, *{Extension} and {InnerFolder}/*{Extension}; "
                + $"found {List(Names(folder))}");
        if (found.Length == 1)
            return new(FolderPath.Inside(folder, found[0], folder), ByPrecision: false);
        if (First(found, precision?.Suffixes ?? [""]) is { } chosen)
            return new(FolderPath.Inside(folder, chosen, folder), ByPrecision: precision is not null);
        throw new BadInputException(precision is null
            ? $"{folder}: has several graphs, and none is model{Extension}: {List(found)}; choose one with --file or --precision"
            : $"--precision: {folder} has no graph named as one in {precision.Name}, only {List(found)}; choose one with --file");
    }

    private static string Named(string folder, string file, string[] found)
    {
        string path = FolderPath.Inside(folder, file, "--file");
        return RegularFile.Exists(path)
            ? path
            : throw new BadInputException($"--file: {folder} has no file '{file}'; found {List(found)}; give one of these, with its folder");
    }

    private static string? First(string[] found, string[] suffixes) => suffixes
        .SelectMany(suffix => ((string[])["", $"{InnerFolder}/"]).SelectMany(inner => Stems.Select(stem => $"{inner}{stem}{suffix}{Extension}")))
        .FirstOrDefault(found.Contains);

    private static IEnumerable<string> Graphs(string folder, string inner)
    {
        string path = Path.Combine(folder, inner);
        if (!Directory.Exists(path))
            return [];
        if (inner.Length > 0)
            path = FolderPath.Inside(folder, inner, folder);
        return Directory.EnumerateFiles(path)
            .Select(file => Path.GetFileName(file))
            .Where(name => name.EndsWith(Extension, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => inner.Length == 0 ? name : $"{inner}/{name}");
    }

    private static IEnumerable<string> Names(string folder) =>
        Directory.EnumerateFileSystemEntries(folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal);

    private static string List(IEnumerable<string> names)
    {
        string[] all = [.. names];
        string shown = string.Join(", ", all.Take(LongestList));
        return all.Length == 0 ? "nothing" : all.Length <= LongestList ? shown : $"{shown} and {all.Length - LongestList} more";
    }
}
