using InferBench.Runner.Models;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;

namespace InferBench.Runner.Commands;

/// <summary>A model of a run: what the user called it, and the name it goes by in records.</summary>
/// <param name="Reference">What the user gave.</param>
/// <param name="Name">
/// <c>synth:PRESET:PRECISION</c>, or as many last parts of the path as tell the models of this run apart.
/// </param>
internal sealed record RunModel(ModelReference Reference, string Name)
{
    /// <summary>Names the models of a run.</summary>
    /// <exception cref="BadInputException">One cannot be understood, or two are the same.</exception>
    public static IReadOnlyList<RunModel> Read(IReadOnlyList<string> given)
    {
        var models = given.Select(text => (Text: text, Reference: ModelReference.Parse(text)))
            .Select(m => (m.Text, m.Reference, Identity: Identity(m.Reference))).ToArray();
        foreach (var same in models.GroupBy(m => m.Identity).Where(g => g.Count() > 1))
            throw new BadInputException($"--model: found '{string.Join("' and '", same.Select(m => m.Text))}', which are one model; give it once");
        string[][] paths = [.. models.Where(m => m.Reference.Path is not null).Select(m => Parts(m.Identity))];
        return [.. models.Select(m => new RunModel(m.Reference, m.Reference.Path is null ? m.Identity : ShortName(Parts(m.Identity), paths)))];
    }

    /// <summary>Looks through a folder of the user's; of a synthetic model everything is known before it is made.</summary>
    /// <exception cref="BadInputException">The folder cannot be used.</exception>
    public PlannedModel Plan(ModelCache cache) => Reference.Recipe is { } recipe
        ? new(Name, cache.PathOf(recipe), recipe.Preset.Geometry.Positions)
        : new(Name, Reference.Path!, ModelFolder.Open(Reference.Path!).Geometry.Positions);

    // A graph file goes by its folder, which is the model; a link by what it leads to.
    private static string Identity(ModelReference reference)
    {
        if (reference.Path is null)
            return reference.ToString();
        string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(reference.Path));
        if (File.Exists(path) && Path.GetFileName(path) == "model.onnx")
            path = Path.GetDirectoryName(path)!;
        return Directory.Exists(path) && Directory.ResolveLinkTarget(path, returnFinalTarget: true) is { } target
            ? Path.TrimEndingDirectorySeparator(target.FullName)
            : path;
    }

    private static string[] Parts(string path) =>
        path.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);

    private static string ShortName(string[] parts, string[][] all)
    {
        // The name of a graph file says too little by itself.
        for (int take = parts[^1].EndsWith(".onnx", StringComparison.Ordinal) ? 2 : 1; take < parts.Length; take++)
        {
            string name = string.Join('/', parts[^take..]);
            if (all.Count(other => string.Join('/', other.TakeLast(take)) == name) == 1)
                return name;
        }

        return string.Join('/', parts);
    }
}
