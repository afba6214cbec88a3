using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>Rereads a model's files from end to end and compares them with what is known of them.</summary>
public static class ModelVerifier
{
    /// <summary>Compares a synthetic model's files with its manifest.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>
    /// What was found and the recipe it was made from, null unless it is one of this version's presets; null where the folder
    /// has no manifest.
    /// </returns>
    /// <exception cref="BadInputException">The manifest cannot be understood, or a file cannot be read.</exception>
    public static (ModelVerification Found, ModelRecipe? Recipe)? AgainstManifest(string folder, CancellationToken cancellation = default)
    {
        if (ModelManifest.Read(folder) is not { } manifest)
            return null;
        ModelRecipe? recipe = PresetCatalog.All.Contains(manifest.Recipe.Preset) ? manifest.Recipe : null;
        if (recipe is not null)
            RecipeCheck.Check(recipe);
        return (Report("manifest", manifest.Files.Select(f => new VerifiedFile(f.Name, StateOf(folder, f, cancellation)))), recipe);
    }

    /// <summary>Compares the files of a model made elsewhere with what they were when they were last read.</summary>
    /// <param name="model">The model.</param>
    /// <param name="cacheFolder">The cache folder.</param>
    /// <param name="notify">Told in one line when many bytes must be read.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>What was found, the hash as it is now, and what to call once it was reported: it makes this state the known one.</returns>
    /// <exception cref="BadInputException">A file cannot be read, or changes meanwhile.</exception>
    public static (ModelVerification Found, string Hash, Action Keep) AgainstCache(
        ModelFolder model, string cacheFolder, Action<string>? notify = null, CancellationToken cancellation = default)
    {
        HashCache cache = new(cacheFolder);
        HashedModel? kept = cache.Read(model.GraphPath);
        HashedModel now = ModelHash.Read(model, notify, cancellation);
        IEnumerable<VerifiedFile> files = now.Files.Select(f => new VerifiedFile(f.Name, kept?.Files.FirstOrDefault(k => k.Name == f.Name) switch
        {
            null => FileState.New,
            var known => known.Sha256 == f.Sha256 ? FileState.Ok : FileState.Differs,
        }));
        IEnumerable<VerifiedFile> gone = (kept?.Files ?? []).Where(k => now.Files.All(f => f.Name != k.Name))
            .Select(k => new VerifiedFile(k.Name, FileState.Missing));
        return (Report("cache", files.Concat(gone)), now.Hash, Keep);

        void Keep()
        {
            if (cache.Write(now) is { } problem)
                notify?.Invoke($"{model.Info.Name}: its hash cannot be remembered: {problem}");
        }
    }

    private static ModelVerification Report(string against, IEnumerable<VerifiedFile> files)
    {
        VerifiedFile[] all = [.. files];
        return new()
        {
            Against = against,
            Files = all,
            Intact = all.All(f => f.State is FileState.Ok or FileState.New),
        };
    }

    private static FileState StateOf(string folder, FileStamp stamp, CancellationToken cancellation)
    {
        // The manifest is not to be trusted: the path was checked to stay in the folder, links included.
        string path = FolderPath.Inside(folder, stamp.Name, Path.Combine(folder, ModelManifest.FileName));
        try
        {
            if (!RegularFile.Exists(path))
                return FileState.Missing;
            return FolderPath.FileLength(path) == stamp.Bytes && FileHash.Of(path, cancellation) == stamp.Sha256
                ? FileState.Ok
                : FileState.Differs;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: cannot be read: {e.Message}", e);
        }
    }
}
