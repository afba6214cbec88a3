namespace InferBench.Runner.Devices;

/// <summary>
/// Finds shared libraries as files, without loading them: some of CUDA's are hundreds of megabytes. Looks where the
/// loader of Linux looks: in LD_LIBRARY_PATH, the folders that /etc/ld.so.conf and /etc/ld.so.conf.d name, and the
/// standard folders.
/// </summary>
internal sealed class LibrarySearch
{
    private static readonly string[] Standard =
    [
        "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib",
        "/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/lib64", "/lib",
    ];

    private readonly HostTree tree;
    private readonly List<string> loaderFolders;
    private readonly List<string> cudaFolders;

    public LibrarySearch(HostTree tree, string? libraryPath)
    {
        this.tree = tree;
        var given = (libraryPath ?? "").Split(':').Where(folder => folder.StartsWith('/'));
        var configured = tree.Names("etc/ld.so.conf.d")
            .Where(name => name.EndsWith(".conf", StringComparison.Ordinal))
            .Select(name => $"etc/ld.so.conf.d/{name}")
            .Prepend("etc/ld.so.conf")
            .SelectMany(file => (tree.Read(file) ?? "").Split('\n', StringSplitOptions.TrimEntries))
            .Where(line => line.StartsWith('/'));
        loaderFolders = [.. given.Concat(configured).Concat(Standard).Select(folder => folder.TrimEnd('/')).Distinct()];
        cudaFolders = [.. CudaFolders()];
    }

    /// <summary>Folder in which the loader finds the library; null when it does not.</summary>
    public string? InLoaderFolders(string library) => loaderFolders.Find(folder => tree.Exists($"{folder}/{library}"));

    /// <summary>Folder of a CUDA toolkit that holds the library, whether or not the loader looks there.</summary>
    public string? InCudaFolders(string library) => cudaFolders.Find(folder => tree.Exists($"{folder}/{library}"));

    /// <summary>How many files with this ending lie in the folders.</summary>
    public int Count(string ending, params string[] folders) =>
        folders.Sum(folder => tree.Names(folder).Count(name => name.EndsWith(ending, StringComparison.Ordinal)));

    private IEnumerable<string> CudaFolders()
    {
        foreach (var toolkit in tree.Names("usr/local").Where(n => n.StartsWith("cuda", StringComparison.Ordinal)))
        {
            yield return $"/usr/local/{toolkit}/lib64";
            foreach (var target in tree.Names($"usr/local/{toolkit}/targets"))
                yield return $"/usr/local/{toolkit}/targets/{target}/lib";
        }

        yield return "/opt/cuda/lib64";
    }
}
