namespace InferBench.Runner.Store;

/// <summary>Where a path leads.</summary>
internal static class FilePath
{
    /// <summary>The full path, behind links, whether there is something or not.</summary>
    public static string Final(string path)
    {
        string full = Path.GetFullPath(path);
        try
        {
            return new FileInfo(full).LinkTarget is null ? full : File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        }
        catch (IOException)
        {
            // Links in a circle: opening it says so.
            return full;
        }
    }

    /// <summary>
    /// Whether the path leads below /dev. A device must be neither locked, which keeps every other program out of it, nor
    /// replaced by a file.
    /// </summary>
    public static bool IsDevice(string path) => IsBelowDev(Path.GetFullPath(path)) || IsBelowDev(Final(path));

    private static bool IsBelowDev(string full) =>
        full.StartsWith("/dev/", StringComparison.Ordinal) && !full.StartsWith("/dev/shm/", StringComparison.Ordinal);
}
