using System.Text.Json.Serialization;

namespace InferBench.Runner.Models;

/// <summary>The files of a model as they were when they were read from end to end; kept in the cache folder.</summary>
internal sealed record HashedModel
{
    /// <summary>Raised whenever the same files give another entry.</summary>
    public const int CurrentVersion = 2;

    [JsonRequired]
    public int Version { get; init; } = CurrentVersion;

    /// <summary>Full path of the graph file.</summary>
    public required string Graph { get; init; }

    /// <summary>The graph and its data files, by paths relative to the graph's folder.</summary>
    public required IReadOnlyList<HashedFile> Files { get; init; }

    /// <summary>SHA-256 of what <c>sha256sum</c> prints for the files.</summary>
    [JsonIgnore]
    public string Hash => FileHash.OfList(Files.Select(f => (f.Sha256, f.Name)));

    /// <summary>True where the files, as far as size, inode and times tell, are still what they were.</summary>
    public bool IsCurrent(IEnumerable<HashedFile> now) => Files.SequenceEqual(now, HashedFile.SameButHash);

    /// <summary>The files of a model that was just made, with the hashes they were written with.</summary>
    public static HashedModel Made(ModelFolder model, ModelManifest manifest) => new()
    {
        Graph = model.GraphPath,
        Files = [.. Look(model).Select(file => file with { Sha256 = manifest.Files.Single(made => made.Name == file.Name).Sha256 })],
    };

    /// <summary>Looks at the files of a model without reading them; their hashes are empty.</summary>
    public static IReadOnlyList<HashedFile> Look(ModelFolder model)
    {
        string folder = Path.GetDirectoryName(model.GraphPath)!;
        return [.. model.Files.Select(path => HashedFile.Look(path, Path.GetRelativePath(folder, path).Replace('\\', '/')))];
    }
}

/// <summary>
/// One file: its size, its inode, when it was last written and when anything of it was last changed, which nobody can put
/// back, in nanoseconds since 1970; and the SHA-256 of its bytes.
/// </summary>
internal sealed record HashedFile(string Name, long Bytes, long Inode, long WrittenNs, long ChangedNs, string Sha256)
{
    public static IEqualityComparer<HashedFile> SameButHash { get; } =
        EqualityComparer<HashedFile>.Create((a, b) => a is not null && b is not null && a with { Sha256 = "" } == b with { Sha256 = "" });

    public static HashedFile Look(string path, string name)
    {
        (long inode, long written, long changed) = RegularFile.Identity(path);
        return new(name, FolderPath.FileLength(path), inode, written, changed, "");
    }
}
