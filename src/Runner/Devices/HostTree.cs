using Microsoft.Win32.SafeHandles;

namespace InferBench.Runner.Devices;

/// <summary>
/// The files of a machine below one folder: the running system's root, or a recorded tree of another machine.
/// Links are followed as if that folder were the root, so nothing outside a recorded tree is ever read.
/// Whatever cannot be read is null, false or empty.
/// </summary>
internal sealed class HostTree
{
    private const int MaxLinks = 40;

    private readonly string root;

    public HostTree(string root)
    {
        this.root = Path.GetFullPath(root);
        IsThisMachine = Path.GetPathRoot(this.root) == this.root;
    }

    /// <summary>True when the root is that of the running system: only then may .NET be asked as well.</summary>
    public bool IsThisMachine { get; }

    /// <summary>Whole text of a file, without white space at either end.</summary>
    public string? Read(string path) =>
        Attempt(path, p => File.Exists(p) ? File.ReadAllText(p).Trim() : null);

    /// <summary>A file to be read again and again; null where it cannot be opened.</summary>
    public SafeFileHandle? Open(string path) =>
        Attempt(path, p => File.Exists(p) ? File.OpenHandle(p, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete) : null);

    /// <summary>Value of the first line <c>key: value</c>, as in many files of /proc.</summary>
    public string? ReadField(string path, string key, char separator = ':') =>
        Read(path)?.Split('\n').Select(line => line.Split(separator, 2))
            .FirstOrDefault(pair => pair.Length == 2 && pair[0].Trim() == key)?[1].Trim();

    /// <summary>Names of the files and folders in a folder, in ordinal order.</summary>
    public IReadOnlyList<string> Names(string folder) =>
        Attempt(folder, p => Directory.Exists(p)
            ? Directory.GetFileSystemEntries(p).Select(e => Path.GetFileName(e)).Order(StringComparer.Ordinal).ToArray()
            : null) ?? [];

    public bool Exists(string path) => Attempt(path, p => Path.Exists(p) ? p : null) is not null;

    private T? Attempt<T>(string path, Func<string, T?> read)
        where T : class
    {
        try
        {
            return Locate(path) is { } located ? read(located) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    private string? Locate(string path)
    {
        if (IsThisMachine)
            return Path.Combine(root, path.TrimStart('/'));

        var pending = new Stack<string>(path.Split('/').Reverse());
        var taken = new List<string>();
        var links = 0;
        while (pending.TryPop(out var part))
        {
            if (part is "" or ".")
                continue;
            if (part == "..")
            {
                if (taken.Count > 0)
                    taken.RemoveAt(taken.Count - 1);
                continue;
            }

            taken.Add(part);
            if (new FileInfo(Below(taken)).LinkTarget is not { } target)
                continue;
            if (++links > MaxLinks)
                return null;
            if (target.StartsWith('/'))
                taken.Clear();
            else
                taken.RemoveAt(taken.Count - 1);
            foreach (var step in target.Split('/').Reverse())
                pending.Push(step);
        }

        return Below(taken);
    }

    private string Below(List<string> parts) => Path.Combine([root, .. parts]);
}
