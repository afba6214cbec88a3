using System.Globalization;
using System.Text.Json;
using InferBench.Runner.Models;
using InferBench.Runner.Models.Inspection;
using InferBench.Runner.Options;
using InferBench.Runner.Records;
using InferBench.Runner.Sinks;

namespace InferBench.Runner.Commands;

/// <summary>Shows what a model stores and what running it costs, without running it.</summary>
public static class InspectCommand
{
    /// <exception cref="BadInputException">The model cannot be understood; nothing is printed then.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while files were read.</exception>
    public static int Run(InspectOptions options, CancellationToken cancellation)
    {
        var cache = new ModelCache(options.CacheDirectory);
        var reference = ModelReference.Parse(options.Model);
        if (reference.Recipe is not { } recipe)
            return Inspect(options, reference.Path!, cache, cancellation);
        if (options is { File: not null } or { Precision: not null })
            throw new BadInputException(
                $"{(options.File is null ? "--precision" : "--file")}: found '{options.File ?? options.Precision}' with {reference}, allowed only with a folder; leave it out");
        string path = cache.PathOf(recipe);
        if (options.Verify && !Directory.Exists(path))
            throw new BadInputException($"--verify: {reference} is not made yet, in {path}; leave --verify out, or make it with 'inferbench model synth'");
        return options.Verify || cache.Has(recipe)
            ? Inspect(options, path, cache, cancellation)
            : Show(options, Recipe(recipe, options));
    }

    private static int Inspect(InspectOptions options, string path, ModelCache cache, CancellationToken cancellation)
    {
        // First of all: a synthetic model that was changed is refused by everything else.
        string folder = Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
        var verified = options.Verify ? ModelVerifier.AgainstManifest(folder, cancellation) : null;
        if (verified is { Found: { Intact: false } changed, Recipe: var recipe })
        {
            return recipe is not null
                ? Show(options, Recipe(recipe, options) with { Made = true, Verification = changed })
                : throw new BadInputException(
                    $"{folder}: {changed.Files.First(f => f.State != FileState.Ok).Name} is not what it was made with, and its preset is none of this version's; make the model again");
        }

        var model = ModelFolder.Open(path, options.File, options.Precision);
        CheckDepths(options, model.Info);
        var inspection = ModelInspector.Inspect(model, options.Depths);
        if (verified is { Found: var intact })
            return Show(options, inspection with { Verification = intact });
        if (!options.Verify)
            return Show(options, Hashed(ModelHash.Of(model, cache.Folder, Notify, cancellation)));
        var (found, hash, keep) = ModelVerifier.AgainstCache(model, cache.Folder, Notify, cancellation);
        int code = Show(options, Hashed(hash) with { Verification = found });
        keep();
        return code;

        ModelInspection Hashed(string hash) => inspection with { Model = inspection.Model with { Hash = hash } };
    }

    private static ModelInspection Recipe(ModelRecipe recipe, InspectOptions options)
    {
        var inspection = ModelInspector.Inspect(recipe, options.Depths);
        CheckDepths(options, inspection.Model);
        return inspection;
    }

    private static void CheckDepths(InspectOptions options, ModelInfo model)
    {
        int positions = model.Geometry.Positions;
        if (options.Depths.Max() >= positions)
            throw new BadInputException(string.Create(
                CultureInfo.InvariantCulture,
                $"--depth: found '{options.Depths.Max()}', allowed are 0 to {positions - 1}: {model.Name} has {positions} positions, and a step takes one"));
    }

    private static int Show(InspectOptions options, ModelInspection inspection)
    {
        if (options.Memory.Count > 0)
            inspection = inspection with { Memory = [.. options.Memory.Select(m => MemoryFitting.Fit(inspection, m.Text, m.Bytes))] };
        if (options.Json)
            Console.Out.WriteLine(JsonSerializer.Serialize(inspection, ReportJson.Indented.ModelInspection));
        else
            InspectionTable.Write(Terminal.Output(), inspection);
        return inspection.Verification is { Intact: false } ? ExitCode.SomeFailed : ExitCode.Ok;
    }

    private static void Notify(string line) => Console.Error.WriteLine("inferbench: " + Printable.Of(line));
}
