using static System.FormattableString;

namespace InferBench.Runner.Devices;

/// <summary>The libraries that ONNX Runtime's CUDA provider loads, and which of them are there.</summary>
internal static class CudaLibraryFindings
{
    private const string Topic = "cuda libraries";

    // cuFFT, cuRAND and cuDNN number their libraries apart from CUDA; each set has a build of all of them.
    private static readonly Library[] Cuda13 =
    [
        new("libcudart.so.13", "cuda-cudart-13-0"),
        new("libcublas.so.13", "libcublas-13-0"),
        new("libcublasLt.so.13", "libcublas-13-0"),
        new("libcurand.so.10", "libcurand-13-0"),
        new("libcufft.so.12", "libcufft-13-0"),
        new("libnvrtc.so.13", "cuda-nvrtc-13-0"),
        new("libcudnn.so.9", "libcudnn9-cuda-13"),
    ];

    private static readonly Library[] Cuda12 =
    [
        new("libcudart.so.12", "cuda-cudart-12-9"),
        new("libcublas.so.12", "libcublas-12-9"),
        new("libcublasLt.so.12", "libcublas-12-9"),
        new("libcurand.so.10", "libcurand-12-9"),
        new("libcufft.so.11", "libcufft-12-9"),
        new("libnvrtc.so.12", "cuda-nvrtc-12-9"),
        new("libcudnn.so.9", "libcudnn9-cuda-12"),
    ];

    /// <param name="search">Where to look.</param>
    /// <param name="needed">False without an NVIDIA driver.</param>
    /// <param name="driverVersion">Highest CUDA version of the driver, 13000 for 13.0; null when not observed.</param>
    public static IReadOnlyList<Finding> Read(LibrarySearch search, bool needed, int? driverVersion)
    {
        if (!needed)
            return [new(Topic, FindingState.Ok, "not needed without an NVIDIA driver")];
        if (OperatingSystem.IsWindows())
            return [new(Topic, FindingState.NotObserved, "looked for on Linux only")];

        var (major, places) = (13, Look(search, Cuda13));
        var older = Look(search, Cuda12);
        if (older.Count(IsPresent) > places.Count(IsPresent))
            (major, places) = (12, older);
        return
        [
            .. InReach(major, places.FindAll(p => p.LoaderFolder is not null)),
            .. OutOfReach(places.FindAll(p => p.LoaderFolder is null && IsPresent(p))),
            .. places.FindAll(p => !IsPresent(p)).Select(p => Missing(major, p.Library)),
            .. driverVersion / 1000 < major ? [DriverTooOld(major, driverVersion)] : Array.Empty<Finding>(),
        ];
    }

    private static List<Place> Look(LibrarySearch search, Library[] set) =>
        [.. set.Select(l => new Place(l, search.InLoaderFolders(l.File), search.InCudaFolders(l.File)))];

    private static bool IsPresent(Place place) => (place.LoaderFolder ?? place.CudaFolder) is not null;

    private static IEnumerable<Finding> InReach(int major, List<Place> found)
    {
        if (found.Count == 0)
            yield break;

        var folders = string.Join(", ", found.Select(p => p.LoaderFolder).Distinct());
        var what = Invariant($"CUDA {major}: {Files(found)} found in {folders} (as files, not loaded)");
        yield return major == 13 || found.Count < Cuda12.Length
            ? new(Topic, FindingState.Ok, what)
            : new(
                Topic, FindingState.Warning, $"{what}; an ONNX Runtime built for CUDA 13 does not run on these",
                "install the CUDA 13 runtime libraries beside them, unless your ONNX Runtime is built for CUDA 12");
    }

    private static IEnumerable<Finding> OutOfReach(List<Place> found) =>
        found.GroupBy(p => p.CudaFolder, (folder, places) => new Finding(
            Topic, FindingState.Warning, $"{Files(places)} found in {folder}, where the loader does not look",
            $"add {folder} to LD_LIBRARY_PATH, or to a file in /etc/ld.so.conf.d and run ldconfig"));

    private static Finding Missing(int major, Library library) => new(
        Topic, FindingState.Missing, $"{library.File} not found",
        Invariant($"install the CUDA {major} runtime libraries (package {library.Package} of NVIDIA's repository)"));

    private static Finding DriverTooOld(int major, int? driverVersion) => new(
        Topic, FindingState.Warning,
        Invariant($"they are CUDA {major}'s, but the driver's highest is {GpuFindings.CudaVersion(driverVersion)}"),
        $"update NVIDIA's driver to version {(major == 13 ? "580" : "525")} or later");

    private static string Files(IEnumerable<Place> places) => string.Join(", ", places.Select(p => p.Library.File));

    private sealed record Library(string File, string Package);

    private sealed record Place(Library Library, string? LoaderFolder, string? CudaFolder);
}
