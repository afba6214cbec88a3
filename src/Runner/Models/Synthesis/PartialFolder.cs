using InferBench.Runner.Records;

namespace InferBench.Runner.Models.Synthesis;

/// <summary>A folder being written under a name of its own beside its final one; removed unless it is kept.</summary>
internal sealed class PartialFolder : IDisposable
{
    private const string Suffix = ".partial";
    private readonly string final;

    public PartialFolder(string folder)
    {
        final = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(folder));
        if (File.Exists(final) || (Directory.Exists(final) && Directory.EnumerateFileSystemEntries(final).Any()))
            throw new BadInputException($"{folder}: exists already; name a folder that does not, or remove it");
        string parent = System.IO.Path.GetDirectoryName(final)!;
        Directory.CreateDirectory(parent);
        Path = $"{Stem(final)}{System.IO.Path.GetRandomFileName()}{Suffix}";
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    /// <summary>Gives the folder its final name.</summary>
    public void Keep()
    {
        if (Directory.Exists(final))
            Directory.Delete(final);
        Directory.Move(Path, final);
    }

    public void Dispose()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }

    /// <summary>Removes what was left of <paramref name="folder"/> by processes that were killed while writing it.</summary>
    public static void RemoveUnfinished(string folder)
    {
        string stem = Stem(folder);
        string parent = System.IO.Path.GetDirectoryName(stem)!;
        foreach (string left in Directory.EnumerateDirectories(parent, $"{System.IO.Path.GetFileName(stem)}*{Suffix}"))
            Directory.Delete(left, recursive: true);
    }

    private static string Stem(string final) =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(final)!, $".{System.IO.Path.GetFileName(final)}.");
}
