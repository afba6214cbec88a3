namespace InferBench.Runner.Devices;

/// <summary>Room for models.</summary>
internal static class DiskFindings
{
    private const string Topic = "disk";

    // A model of a billion float32 weights takes 4 GB.
    private const long Enough = 5 * Size.GiB;

    public static Finding Read(string folder) => Describe(folder, FreeBytes(folder));

    internal static Finding Describe(string folder, long? free)
    {
        if (free is not { } bytes)
            return new(Topic, FindingState.NotObserved, $"the system does not tell how much is free for {folder}");
        return bytes >= Enough
            ? new(Topic, FindingState.Ok, $"{Size.Text(bytes)} free for {folder}")
            : new(
                Topic, FindingState.Warning,
                $"{Size.Text(bytes)} free for {folder}: less than the {Size.Text(Enough)} of a small model in float32",
                Mend.Advice("free some space, or choose a folder on another disk with --cache-dir"));
    }

    /// <summary>Bytes free where the folder is, or where its nearest existing parent is.</summary>
    private static long? FreeBytes(string folder)
    {
        try
        {
            var existing = Path.GetFullPath(folder);
            while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } parent)
                existing = parent;
            return new DriveInfo(existing).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
