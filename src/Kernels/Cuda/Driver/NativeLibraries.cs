using System.Runtime.InteropServices;

namespace InferBench.Kernels.Cuda.Driver;

/// <summary>One of NVIDIA's libraries in one CUDA release.</summary>
/// <param name="Name">Such as <c>nvrtc</c>.</param>
/// <param name="CudaMajor">The CUDA release it belongs to; 0 for those that come with the driver.</param>
/// <param name="LinuxFile">Its full versioned name: images for running have no other.</param>
/// <param name="WheelFolder">Its folder below <c>nvidia</c> among Python's packages; null for those that come with the driver.</param>
/// <param name="Siblings">Start of the names of libraries it loads itself and which have to be loaded from its folder before.</param>
public sealed record NativeLibraryName(string Name, int CudaMajor, string LinuxFile, string WindowsFile, string? WheelFolder = null, string? Siblings = null)
{
    /// <summary>Its name on this system.</summary>
    public string File => OperatingSystem.IsWindows() ? WindowsFile : LinuxFile;
}

/// <summary>One place in which a library was looked for.</summary>
/// <param name="Place">What named the place, such as <c>CUDA_PATH</c>.</param>
/// <param name="Path">The file, or the bare name where the system's loader looks.</param>
/// <param name="Problem">Why it was not taken; null where it was.</param>
public sealed record TriedLibrary(string Place, string Path, string? Problem);

/// <summary>Finds NVIDIA's libraries. Once loaded they stay for the life of the process.</summary>
public static class NativeLibraries
{
    /// <summary>A folder to look into before all others.</summary>
    public const string Override = "INFERBENCH_CUDA_PATH";

    private const string NoSuchFile = "no such file";

    public static NativeLibraryName Driver { get; } = new("driver", 0, "libcuda.so.1", "nvcuda.dll");

    public static NativeLibraryName Nvml { get; } = new("nvml", 0, "libnvidia-ml.so.1", "nvml.dll");

    /// <summary>The newest first, as all lists here.</summary>
    public static IReadOnlyList<NativeLibraryName> Nvrtc { get; } =
    [
        new("nvrtc", 13, "libnvrtc.so.13", "nvrtc64_130_0.dll", "cu13", "libnvrtc-builtins.so.13."),
        new("nvrtc", 12, "libnvrtc.so.12", "nvrtc64_120_0.dll", "cuda_nvrtc", "libnvrtc-builtins.so.12."),
    ];

    public static IReadOnlyList<NativeLibraryName> CublasLt { get; } =
    [
        new("cublasLt", 13, "libcublasLt.so.13", "cublasLt64_13.dll", "cu13"),
        new("cublasLt", 12, "libcublasLt.so.12", "cublasLt64_12.dll", "cublas"),
    ];

    public static IReadOnlyList<NativeLibraryName> Cublas { get; } =
    [
        new("cublas", 13, "libcublas.so.13", "cublas64_13.dll", "cu13", "libcublasLt.so.13"),
        new("cublas", 12, "libcublas.so.12", "cublas64_12.dll", "cublas", "libcublasLt.so.12"),
    ];

    /// <summary>Its counters need libnvperf_host, which it looks for by its bare name: that has to be loaded before it.</summary>
    public static IReadOnlyList<NativeLibraryName> Cupti { get; } =
    [
        new("cupti", 13, "libcupti.so.13", "cupti64_13.dll", "cu13", "libnvperf_"),
        new("cupti", 12, "libcupti.so.12", "cupti64_12.dll", "cuda_cupti", "libnvperf_"),
    ];

    /// <summary>All that are ever looked for.</summary>
    public static IReadOnlyList<NativeLibraryName> All { get; } = [Driver, Nvml, .. Nvrtc, .. Cublas, .. CublasLt, .. Cupti];

    /// <summary>Loads a library from the first place that has it.</summary>
    /// <param name="tried">Gets every place that was tried, with what came of it.</param>
    /// <returns>Its handle, and the path or name it was loaded by; null where no place has one that loads.</returns>
    public static (nint Handle, string Path)? Load(NativeLibraryName library, ICollection<TriedLibrary> tried) =>
        Load(library, LibraryPlaces.Here, tried);

    internal static (nint Handle, string Path)? Load(NativeLibraryName library, LibraryPlaces places, ICollection<TriedLibrary> tried)
    {
        foreach (var (place, folder) in places.Of(library))
        {
            string path = folder is null ? library.File : Path.Combine(folder, library.File);
            string? problem = folder is not null && !File.Exists(path) ? NoSuchFile : null;
            nint handle = 0;
            if (problem is null && !TryLoad(library, folder, path, out handle, out problem) && place == Override)
            {
                // What the user points at is meant: another one in its stead would be silent.
                tried.Add(new(place, path, problem));
                return null;
            }

            tried.Add(new(place, path, problem));
            if (problem is null)
                return (handle, path);
        }

        return null;
    }

    /// <summary>What was tried, in one line for an error: of places without the file only the first that the user points at.</summary>
    public static string Tell(IEnumerable<TriedLibrary> tried)
    {
        var first = tried.FirstOrDefault(t => t.Place == Override);
        return string.Join("; ", tried.Where(t => t.Problem != NoSuchFile || t == first).Select(t => $"{t.Path} ({t.Place}): {t.Problem}"));
    }

    private static bool TryLoad(NativeLibraryName library, string? folder, string path, out nint handle, out string? problem)
    {
        // A library that is loaded already is found by its name, wherever it lies: no LD_LIBRARY_PATH is needed.
        if (folder is not null && library.Siblings is not null && !OperatingSystem.IsWindows())
        {
            foreach (string sibling in Directory.EnumerateFiles(folder, library.Siblings + "*").Order(StringComparer.Ordinal))
                NativeLibrary.TryLoad(sibling, out _);
        }

        try
        {
            handle = NativeLibrary.Load(path);
            problem = null;
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            handle = 0;
            problem = e.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)[^1];
        }

        return handle != 0;
    }
}
