using System.Globalization;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>
/// The hash of a model: SHA-256 of what <c>sha256sum</c> prints for the graph and its data files, by their paths relative
/// to the graph's folder.
/// </summary>
public static class ModelHash
{
    // A second or more of reading: worth a word.
    private const long ManyBytes = 1L << 30;

    /// <summary>
    /// The hash of a model's files as they are. It is remembered in the cache folder until a file's size, inode, time of
    /// writing or time of change is another.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="cacheFolder">The cache folder; entries are in its subfolder hashes.</param>
    /// <param name="notify">Told in one line when many bytes must be read, or the hash cannot be remembered.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="BadInputException">A file cannot be read, changes meanwhile, or is not what the folder's manifest says.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static string Of(
        ModelFolder model, string cacheFolder, Action<string>? notify = null, CancellationToken cancellation = default)
    {
        string hash = OfFiles(model, cacheFolder, notify, cancellation);
        return model.Info.Hash is null || model.Info.Hash == hash
            ? hash
            : throw new BadInputException(
                $"{Path.GetDirectoryName(model.GraphPath)}: its files are not those that {ModelManifest.FileName} tells of; make the model again");
    }

    private static string OfFiles(ModelFolder model, string cacheFolder, Action<string>? notify, CancellationToken cancellation)
    {
        HashCache cache = new(cacheFolder);
        if (cache.Read(model.GraphPath) is { } kept && kept.IsCurrent(HashedModel.Look(model)))
            return kept.Hash;
        HashedModel read = Read(model, notify, cancellation);
        if (cache.Write(read) is { } problem)
            notify?.Invoke($"{model.Info.Name}: its hash cannot be remembered: {problem}");
        return read.Hash;
    }

    /// <summary>Reads every file from end to end.</summary>
    /// <exception cref="BadInputException">A file cannot be read, or changes meanwhile.</exception>
    internal static HashedModel Read(ModelFolder model, Action<string>? notify, CancellationToken cancellation)
    {
        try
        {
            IReadOnlyList<HashedFile> before = HashedModel.Look(model);
            long bytes = before.Sum(f => f.Bytes);
            if (bytes >= ManyBytes)
                notify?.Invoke(string.Create(CultureInfo.InvariantCulture, $"{model.Info.Name}: reading {bytes / 1e9:N1} GB for its hash"));
            HashedModel read = new()
            {
                Graph = model.GraphPath,
                Files = [.. before.Zip(model.Files, (file, path) => file with { Sha256 = FileHash.Of(path, cancellation) })],
            };
            return read.IsCurrent(HashedModel.Look(model))
                ? read
                : throw new BadInputException($"{model.GraphPath}: it or its data changed while it was read; try again when nothing writes to it");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{model.GraphPath}: it or its data cannot be read: {e.Message}", e);
        }
    }
}
