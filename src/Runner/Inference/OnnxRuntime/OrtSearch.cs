using System.Runtime.InteropServices;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>
/// Where ONNX Runtime's library is looked for: the file that INFERBENCH_ORT_LIBRARY names, then beside the executable,
/// then the folder the build installs it into. The first that is there is used; if it does not load, no later one replaces it.
/// </summary>
internal static class OrtSearch
{
    /// <summary>Environment variable that names the library's file.</summary>
    public const string Override = "INFERBENCH_ORT_LIBRARY";

    private const string NativeFolder = "src/Runner/Native";

    private static readonly string Architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <summary>Names of the library on this system, the usual one first.</summary>
    public static IReadOnlyList<string> FileNames { get; } =
        OperatingSystem.IsWindows() ? ["onnxruntime.dll"]
        : OperatingSystem.IsMacOS() ? ["libonnxruntime.1.dylib", "libonnxruntime.dylib"]
        : ["libonnxruntime.so.1", "libonnxruntime.so"];

    /// <summary>Every place in the order of search.</summary>
    /// <param name="overridePath">Value of <see cref="Override"/>; null or empty when it is not set.</param>
    /// <param name="executableFolder">Folder of the running program.</param>
    public static IReadOnlyList<OrtCandidate> Candidates(string? overridePath, string executableFolder) =>
    [
        Named(Override, overridePath),
        BesideExecutable(executableFolder, FileNames),
        Repository(executableFolder) is { } repository
            ? First(NativeFolder, FileNames, Path.Combine(repository, NativeFolder), NpmFolder(repository))
            : new(NativeFolder, null, Settles: false),
    ];

    /// <summary>The file that an environment variable names.</summary>
    /// <param name="variable">The variable.</param>
    /// <param name="path">Its value; null or empty when it is not set.</param>
    internal static OrtCandidate Named(string variable, string? path) =>
        string.IsNullOrEmpty(path) ? new(variable, null, Settles: false) : new(variable, Path.GetFullPath(path), Settles: true);

    /// <summary>A file beside the running program, or where the native files of NuGet packages are put.</summary>
    /// <param name="executableFolder">Folder of the running program.</param>
    /// <param name="names">Names it may have, the usual one first.</param>
    internal static OrtCandidate BesideExecutable(string executableFolder, IReadOnlyList<string> names) =>
        First("beside the executable", names, executableFolder, NuGetFolder(executableFolder));

    private static OrtCandidate First(string place, IReadOnlyList<string> names, params string[] folders)
    {
        var paths = folders.SelectMany(folder => names.Select(name => Path.Combine(folder, name))).ToList();
        string? found = paths.Find(File.Exists);
        return new(place, found ?? paths[0], Settles: found is not null);
    }

    private static string NuGetFolder(string executableFolder)
    {
        string os = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        return Path.Combine(executableFolder, "runtimes", $"{os}-{Architecture}", "native");
    }

    private static string NpmFolder(string repository)
    {
        string os = OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        return Path.Combine(repository, NativeFolder, "node_modules/onnxruntime-node/bin/napi-v6", os, Architecture);
    }

    private static string? Repository(string executableFolder)
    {
        var folder = new DirectoryInfo(executableFolder);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "InferBench.sln")))
            folder = folder.Parent;
        return folder?.FullName;
    }
}

/// <summary>A place that may hold the library.</summary>
/// <param name="Place">The place in words.</param>
/// <param name="Path">The file looked for; null when the place names none.</param>
/// <param name="Settles">True when the search ends here: the file exists, or the user named it.</param>
internal sealed record OrtCandidate(string Place, string? Path, bool Settles);
