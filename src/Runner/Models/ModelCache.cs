using System.Globalization;
using InferBench.Runner.Models.Synthesis;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>The folder in which synthetic models are kept, so that each is made once.</summary>
/// <param name="folder">Where models are kept; null takes <see cref="DefaultFolder()"/>.</param>
public sealed class ModelCache(string? folder = null)
{
    /// <summary>Where models are kept.</summary>
    public string Folder { get; } = FolderPath.OfFlag("--cache-dir", folder ?? DefaultFolder());

    /// <summary>
    /// XDG_CACHE_HOME/inferbench/models, else ~/.cache/inferbench/models; on Windows inferbench\models in the local
    /// application data.
    /// </summary>
    public static string DefaultFolder() => DefaultFolder(Environment.GetEnvironmentVariable("XDG_CACHE_HOME"));

    /// <summary>Opens the model behind a reference; makes a synthetic one that is not there, or not as it was made.</summary>
    /// <param name="reference">A path or a recipe.</param>
    /// <param name="progress">Told while a model is written.</param>
    /// <param name="notify">Told in one line when a model is made, made again, or waited for, and why.</param>
    /// <param name="cancellation">Stops the writing, and removes what was written.</param>
    /// <exception cref="BadInputException">The model is missing, damaged, cannot be run or cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public ModelFolder Open(
        ModelReference reference,
        IProgress<SynthesisProgress>? progress = null,
        Action<string>? notify = null,
        CancellationToken cancellation = default)
    {
        if (reference.Recipe is not { } recipe)
            return ModelFolder.Open(reference.Path!);
        string path = PathOf(recipe);
        try
        {
            if (WhyRemake(path, recipe) is not null)
                Make();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: cannot be read or made: {e.Message}", e);
        }

        return ModelFolder.Open(path);

        void Make()
        {
            using CacheLock held = new(path, notify, cancellation);
            if (WhyRemake(path, recipe) is not { } reason)
                return;
            notify?.Invoke($"{reference}: {reason}; making it in {path}");
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
            ModelSynthesizer.Write(recipe, path, progress, cancellation);
            if (new HashCache(Folder).Write(HashedModel.Made(ModelFolder.Open(path), ModelManifest.Read(path)!)) is { } problem)
                notify?.Invoke($"{reference}: its hash cannot be remembered: {problem}");
        }
    }

    /// <summary>True where the model of a recipe is there as it was made, and opening it would not make it.</summary>
    public bool Has(ModelRecipe recipe) => WhyRemake(PathOf(recipe), recipe) is null;

    /// <summary>The folder of a recipe, whether or not it exists.</summary>
    public string PathOf(ModelRecipe recipe)
    {
        string block = recipe.Precision.Quantized ? $"-b{recipe.BlockSize}" : "";
        string logits = recipe.Logits == LogitsScope.Last ? "last" : "all";
        string name = string.Create(
            CultureInfo.InvariantCulture, $"{recipe.Preset.Name}-{recipe.Precision}{block}-s{recipe.Seed}-{logits}");
        return Path.Combine(Folder, name);
    }

    internal static string DefaultFolder(string? xdgCacheHome)
    {
        string root = OperatingSystem.IsWindows()
            ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Path.IsPathFullyQualified(xdgCacheHome ?? "")
                ? xdgCacheHome!
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(root, "inferbench", "models");
    }

    /// <summary>Why the folder cannot be used as it is; null where it can.</summary>
    private static string? WhyRemake(string path, ModelRecipe recipe)
    {
        if (!Directory.Exists(path))
            return "not made yet";
        try
        {
            ModelManifest? manifest = ModelManifest.Read(path);
            if (manifest is null)
                return $"{path} has no {ModelManifest.FileName}";
            return manifest.Generator != ModelManifest.CurrentGenerator || manifest.Recipe != recipe.Canonical()
                ? $"{path} was made by another version of inferbench"
                : manifest.FindChange(path);
        }
        catch (BadInputException e)
        {
            return e.Message;
        }
    }
}
