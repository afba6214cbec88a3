using InferBench.Runner.Models;
using InferBench.Runner.Models.Inspection;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;

namespace InferBench.Runner.Commands;

/// <summary>A model of a run: what the user called it, and the name it goes by in records.</summary>
/// <param name="Reference">What the user gave.</param>
/// <param name="Name">
/// <c>synth:PRESET:PRECISION</c>, or as many last parts of the path as tell the models of this run apart, with the graph or
/// the precision that was chosen: <c>llama/onnx/model_q4.onnx</c>, <c>llama:int4</c>.
/// </param>
/// <param name="File">Graph file chosen inside the folder; null where none was.</param>
/// <param name="Precision">Precision chosen of the folder's; null where none was.</param>
internal sealed record RunModel(ModelReference Reference, string Name, string? File, string? Precision)
{
    /// <summary>Names the models of a run.</summary>
    /// <param name="given">Models as typed.</param>
    /// <param name="file">Graph file to take inside each; null leaves the choice to it.</param>
    /// <param name="precisions">Precisions to take of each; null or empty leaves the choice to it.</param>
    /// <exception cref="BadInputException">One cannot be understood, two are the same, or one names its own precision or graph.</exception>
    public static IReadOnlyList<RunModel> Read(
        IReadOnlyList<string> given, string? file = null, IReadOnlyList<string>? precisions = null)
    {
        ModelChoice[] models = [.. given.SelectMany(text => ModelChoice.Of(text, file, precisions ?? []))];
        foreach (var same in models.GroupBy(m => m.Identity).Where(g => g.Count() > 1))
            throw new BadInputException($"--model: found '{string.Join("' and '", same.Select(m => m.Text))}', which are one model; give it once");
        string[][] paths = [.. models.Where(m => m.Reference.Path is not null).Select(m => m.GraphOrFolder).Distinct().Select(Parts)];
        return [.. models.Select(m => new RunModel(m.Reference, NameOf(m, paths), m.File, m.Precision))];
    }

    /// <summary>Looks through every model of a run.</summary>
    /// <exception cref="BadInputException">A folder cannot be used, or two choices are one graph.</exception>
    public static IReadOnlyList<PlannedModel> PlanAll(IReadOnlyList<RunModel> models, ModelCache cache)
    {
        PlannedModel[] planned = [.. models.Select(m => m.Plan(cache))];
        foreach (var same in models.Zip(planned).GroupBy(m => m.Second.Path).Where(g => g.Count() > 1))
            throw new BadInputException(
                $"--precision: found '{string.Join("' and '", same.Select(m => m.First.Precision))}', which are one graph, {Path.GetFileName(same.Key)}; give it once");
        return planned;
    }

    /// <summary>Looks through a folder of the user's; of a synthetic model everything is known before it is made.</summary>
    /// <exception cref="BadInputException">The folder cannot be used.</exception>
    private PlannedModel Plan(ModelCache cache)
    {
        if (Reference.Recipe is { } recipe)
            return new(Name, cache.PathOf(recipe), recipe.Preset.Geometry.Positions) { HasFloat32Attention = recipe.Precision.Activations == FloatType.Float32 };
        var folder = ModelFolder.Open(Reference.Path!, File, Precision);
        return new(Shown(folder.Info.Precision), File is null && Precision is null ? Reference.Path! : folder.GraphPath, folder.Geometry.Positions)
        {
            FixedBatch = folder.Interface.FixedBatch,
            FixedTokens = folder.Interface.FixedTokens,
            HasFloat32Attention = folder.Info.Attention == "grouped-query" && folder.Interface.CacheType == FloatType.Float32,
        };
    }

    /// <summary>Works out what it stores; a synthetic model need not be made for it.</summary>
    /// <param name="depths">Tokens in the cache of the decode steps to work out.</param>
    /// <exception cref="BadInputException">The folder cannot be used.</exception>
    public ModelInspection Inspect(params int[] depths) => Reference.Recipe is { } recipe
        ? ModelInspector.Inspect(recipe, depths)
        : ModelInspector.Inspect(ModelFolder.Open(Reference.Path!, File, Precision), depths);

    // int8 asked of a folder may be int8-dynamic: the name says what is there. The makers' own names are one for each file.
    private string Shown(string? found) => Precision is null or "q8" or "quantized" or "uint8" || found is null
        ? Name
        : Name[..^Precision.Length] + found;

    private static string NameOf(ModelChoice model, string[][] paths)
    {
        if (model.Reference.Path is null)
            return model.Identity;
        string name = ShortName(Parts(model.GraphOrFolder), paths, model.FewestParts);
        return model.Precision is null ? name : $"{name}:{model.Precision}";
    }

    private static string[] Parts(string path) =>
        path.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);

    private static string ShortName(string[] parts, string[][] all, int fewest)
    {
        for (int take = fewest; take < parts.Length; take++)
        {
            string name = string.Join('/', parts[^take..]);
            if (all.Count(other => string.Join('/', other.TakeLast(take)) == name) == 1)
                return name;
        }

        return string.Join('/', parts);
    }
}
