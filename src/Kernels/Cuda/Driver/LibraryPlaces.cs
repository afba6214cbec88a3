namespace InferBench.Kernels.Cuda.Driver;

/// <summary>Folders that may hold NVIDIA's libraries, in the order in which they are tried.</summary>
/// <param name="variable">Reads an environment variable.</param>
/// <param name="pythonFolders">Folders of Python's packages: machines with PyTorch have CUDA's libraries there.</param>
internal sealed class LibraryPlaces(Func<string, string?> variable, IReadOnlyList<string> pythonFolders)
{
    // A toolkit, a system's root unpacked somewhere, or the very folder of the files.
    private static readonly string[] Below = OperatingSystem.IsWindows()
        ? ["", Path.Combine("bin", "x64"), "bin"]
        : ["", "lib64", "lib", "targets/x86_64-linux/lib", "extras/CUPTI/lib64", "lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu"];

    /// <summary>Those of this machine.</summary>
    public static LibraryPlaces Here { get; } = new(Environment.GetEnvironmentVariable, [.. PythonFolders()]);

    /// <summary>Where to look, and what names the place. A folder of null is where the system's loader looks.</summary>
    public IEnumerable<(string Place, string? Folder)> Of(NativeLibraryName library)
    {
        foreach (string folder in Given(variable(NativeLibraries.Override)))
            yield return (NativeLibraries.Override, folder);
        yield return ("the system's loader", null);
        if (library.WheelFolder is null)
        {
            // What containers and Windows' Linux mount of the driver; a toolkit has only stubs of it.
            foreach (string folder in OperatingSystem.IsWindows() ? Array.Empty<string>() : ["/usr/local/nvidia/lib64", "/usr/lib/wsl/lib"])
                yield return ("the driver's folder", folder);
            yield break;
        }

        foreach (string name in (string[])["CUDA_PATH", "CUDA_HOME"])
        {
            foreach (string folder in Tree(variable(name)))
                yield return (name, folder);
        }

        foreach (string toolkit in OperatingSystem.IsWindows() ? Array.Empty<string>() : [$"/usr/local/cuda-{library.CudaMajor}", "/usr/local/cuda"])
        {
            foreach (string folder in Tree(toolkit))
                yield return ("the toolkit's folder", folder);
        }

        foreach (string python in pythonFolders)
            yield return ("a Python package", Path.Combine(python, "nvidia", library.WheelFolder, OperatingSystem.IsWindows() ? "bin" : "lib"));
    }

    // A folder that is not there is tried too, so that it is told.
    private static IEnumerable<string> Given(string? folder) =>
        string.IsNullOrEmpty(folder) ? [] : Directory.Exists(folder) ? Tree(Path.GetFullPath(folder)) : [Path.GetFullPath(folder)];

    private static IEnumerable<string> Tree(string? root) =>
        Path.IsPathFullyQualified(root ?? "") && Directory.Exists(root)
            ? Below.Select(below => Path.Combine(root, below)).Where(Directory.Exists)
            : [];

    private static IEnumerable<string> PythonFolders()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string?[] roots =
        [
            Environment.GetEnvironmentVariable("VIRTUAL_ENV"), Environment.GetEnvironmentVariable("CONDA_PREFIX"),
            Path.Combine(home, ".local"), "/usr/local", "/usr",
        ];
        var enumerate = new EnumerationOptions { IgnoreInaccessible = true };
        foreach (string root in roots.OfType<string>().Where(Path.IsPathFullyQualified))
        {
            if (OperatingSystem.IsWindows())
                yield return Path.Combine(root, "Lib", "site-packages");
            string lib = Path.Combine(root, "lib");
            if (!Directory.Exists(lib))
                continue;
            foreach (string python in Directory.EnumerateDirectories(lib, "python3*", enumerate).Order(StringComparer.Ordinal))
            {
                yield return Path.Combine(python, "site-packages");
                yield return Path.Combine(python, "dist-packages");
            }
        }
    }
}
