namespace InferBench.Runner.Workloads;

/// <summary>Sizes and times of files at one moment, to tell later whether one has changed.</summary>
internal sealed class FileStates
{
    private readonly (string Path, long Bytes, DateTime Written)[] states;

    private FileStates(IEnumerable<string> paths) => states = [.. paths.Select(Look)];

    /// <summary>Looks at the files now.</summary>
    public static FileStates Of(IEnumerable<string> paths) => new(paths);

    /// <summary>Name of the first file that is not as it was; null where all are.</summary>
    public string? FindChange() =>
        Array.Find(states, was => Look(was.Path) != was) is { Path: { } path } ? Path.GetFileName(path) : null;

    private static (string Path, long Bytes, DateTime Written) Look(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? (path, file.Length, file.LastWriteTimeUtc) : (path, -1, default);
    }
}
