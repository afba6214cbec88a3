using InferBench.Runner.Models;
using InferBench.Runner.Records;

namespace InferBench.Runner.Commands;

/// <summary>One graph of one model: what <c>--model</c>, <c>--file</c> and <c>--precision</c> name together.</summary>
/// <param name="Text">The model as typed.</param>
/// <param name="Reference">What that means.</param>
/// <param name="File">Graph file inside the folder; null where none was chosen.</param>
/// <param name="Precision">Precision of the folder's graph; null where none was chosen.</param>
internal sealed record ModelChoice(string Text, ModelReference Reference, string? File, string? Precision)
{
    private const string Synthetic = "synth:";

    /// <summary>Full path of the graph; of a folder whose graph was not chosen, that of the folder.</summary>
    public string GraphOrFolder => File is null ? Folder : Path.GetFullPath(File, Folder);

    /// <summary>Equal for two choices of one graph, as far as their names tell.</summary>
    public string Identity => Reference.Path is null ? Reference.ToString() : $"{GraphOrFolder}:{Precision}";

    /// <summary>Last parts of the path that a name needs: that of a graph file says too little by itself.</summary>
    public int FewestParts =>
        File is not null ? 1 + Path.GetRelativePath(Folder, GraphOrFolder).Split(Path.DirectorySeparatorChar).Length
        : Folder.EndsWith(".onnx", StringComparison.Ordinal) || Path.GetFileName(Folder) == "onnx" ? 2
        : 1;

    /// <summary>One choice, or one for each precision.</summary>
    /// <exception cref="BadInputException">The model cannot be understood, or names its own precision or graph.</exception>
    public static IEnumerable<ModelChoice> Of(string text, string? file, IReadOnlyList<string> precisions)
    {
        if (file is null && precisions.Count == 0)
            return [new(text, ModelReference.Parse(text), null, null)];
        string found = file is null ? $"--precision: found '{string.Join(',', precisions)}'" : $"--file: found '{file}'";
        if (text.StartsWith(Synthetic, StringComparison.Ordinal))
        {
            if (file is not null)
                throw new BadInputException($"{found} with {text}, which is made with one graph; --file is for folders");
            return OfSynthetic(text, precisions, found);
        }

        var reference = ModelReference.Parse(text);
        if (text.EndsWith(".onnx", StringComparison.Ordinal) && !Directory.Exists(text))
            throw new BadInputException($"{found} with {text}, which is a graph already; give the folder it lies in, or leave the option out");
        return file is not null
            ? [new(text, reference, file, null)]
            : precisions.Select(precision => new ModelChoice(text, reference, null, precision));
    }

    private static IEnumerable<ModelChoice> OfSynthetic(string text, IReadOnlyList<string> precisions, string found)
    {
        string[] parts = text[Synthetic.Length..].Split(':');
        if (parts.Length > 1 && !parts[1].Contains('='))
            throw new BadInputException($"{found} with {text}, which names its own precision; leave one of them out");
        return precisions.Select(precision => new ModelChoice(
            text, ModelReference.Parse(Synthetic + string.Join(':', [parts[0], precision, .. parts[1..]])), null, null));
    }

    // A graph file of the usual name goes by its folder, which is the model; a link by what it leads to.
    private string Folder => field ??= FindFolder();

    private string FindFolder()
    {
        string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Reference.Path!));
        if (System.IO.File.Exists(path) && Path.GetFileName(path) == "model.onnx")
            path = Path.GetDirectoryName(path)!;
        return Directory.Exists(path) && Directory.ResolveLinkTarget(path, returnFinalTarget: true) is { } target
            ? Path.TrimEndingDirectorySeparator(target.FullName)
            : path;
    }
}
