using InferBench.Runner.Records;

namespace InferBench.Runner.Models.Synthesis;

/// <summary>
/// A folder being written under a name of its own beside its final one; removed unless it is kept. A locked file beside
/// it tells that its process lives: the system lets go of the lock when the process ends, however it ends.
/// </summary>
internal sealed class PartialFolder : IDisposable
{
    private const string Suffix = ".partial", LockSuffix = ".lock";
    private readonly string final;
    private readonly FileStream alive;

    /// <summary>Makes the folder, and removes what was left of it by processes that were killed while writing it.</summary>
    /// <exception cref="BadInputException">The final folder has no name, or exists and is not empty.</exception>
    public PartialFolder(string folder)
    {
        final = System.IO.Path.TrimEndingDirectorySeparator(FolderPath.OfFlag("--out", folder));
        if (File.Exists(final) || (Directory.Exists(final) && Directory.EnumerateFileSystemEntries(final).Any()))
            throw new BadInputException($"{folder}: exists already; name a folder that does not, or remove it");
        string parent = System.IO.Path.GetDirectoryName(final)!;
        Directory.CreateDirectory(parent);
        string stem = System.IO.Path.Combine(parent, $".{System.IO.Path.GetFileName(final)}.");
        RemoveUnfinished(parent, stem);
        Path = $"{stem}{System.IO.Path.GetRandomFileName()}{Suffix}";
        // Locked before the folder is there: a folder without a locked file is dead at any moment.
        alive = Lock(Path);
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    /// <summary>Gives the folder its final name.</summary>
    /// <exception cref="BadInputException">Somebody else made it meanwhile.</exception>
    public void Keep()
    {
        try
        {
            if (Directory.Exists(final))
                Directory.Delete(final);
            Directory.Move(Path, final);
        }
        catch (IOException e) when (Directory.Exists(final))
        {
            throw new BadInputException($"{final}: another process made it meanwhile; it is left as it is", e);
        }
    }

    public void Dispose()
    {
        using (alive)
        {
            if (Directory.Exists(Path))
                Directory.Delete(Path, recursive: true);
        }
    }

    private static void RemoveUnfinished(string parent, string stem)
    {
        int length = stem.Length + System.IO.Path.GetRandomFileName().Length + Suffix.Length;
        foreach (string left in Directory.EnumerateDirectories(parent, $"*{Suffix}"))
        {
            if (left.Length != length || !left.StartsWith(stem, StringComparison.Ordinal))
                continue;
            try
            {
                using FileStream dead = Lock(left);
                if (Directory.Exists(left))
                    Directory.Delete(left, recursive: true);
            }
            // Its process lives, or it is another user's: either way not ours to remove.
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
            }
        }
    }

    private static FileStream Lock(string partial) => new(
        partial + LockSuffix, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
}
