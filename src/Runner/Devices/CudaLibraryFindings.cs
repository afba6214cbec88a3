using static System.FormattableString;

namespace InferBench.Runner.Devices;

/// <summary>The libraries that ONNX Runtime's CUDA provider loads, and which of them are there.</summary>
internal static class CudaLibraryFindings
{
    private const string Topic = "cuda libraries";

    private const string Cudnn = "libcudnn.so.9";

    // cuFFT, cuRAND and cuDNN number their libraries apart from CUDA; each set has a build of all of them.
    private static readonly Release Cuda13 = new(
        13, "cuda-libraries-13-0", "libcudnn9-cuda-13",
        [
            "libcudart.so.13", "libcublas.so.13", "libcublasLt.so.13", "libcurand.so.10", "libcufft.so.12",
            "libnvrtc.so.13", Cudnn,
        ]);

    private static readonly Release Cuda12 = new(
        12, "cuda-libraries-12-9", "libcudnn9-cuda-12",
        [
            "libcudart.so.12", "libcublas.so.12", "libcublasLt.so.12", "libcurand.so.10", "libcufft.so.11",
            "libnvrtc.so.12", Cudnn,
        ]);

    /// <param name="search">Where to look.</param>
    /// <param name="distribution">What the machine runs.</param>
    /// <param name="needed">False without an NVIDIA driver.</param>
    /// <param name="driverVersion">Highest CUDA version of the driver, 13000 for 13.0; null when not observed.</param>
    public static IReadOnlyList<Finding> Read(
        LibrarySearch search, LinuxDistribution distribution, bool needed, int? driverVersion)
    {
        if (!needed)
            return [new(Topic, FindingState.Ok, "not needed without an NVIDIA driver")];
        if (OperatingSystem.IsWindows())
            return [new(Topic, FindingState.NotObserved, "looked for on Linux only")];

        var (release, places) = (Cuda13, Look(search, Cuda13));
        var older = Look(search, Cuda12);
        if (older.Count(IsPresent) > places.Count(IsPresent))
            (release, places) = (Cuda12, older);
        return
        [
            .. InReach(release, distribution, places.FindAll(p => p.LoaderFolder is not null)),
            .. OutOfReach(places.FindAll(p => p.LoaderFolder is null && IsPresent(p))),
            .. Missing(release, distribution, places.FindAll(p => !IsPresent(p))),
            .. driverVersion / 1000 < release.Major ? [DriverTooOld(release, driverVersion)] : Array.Empty<Finding>(),
        ];
    }

    /// <summary>Who has libraries that a loader did not find: a command or advice for each set of them.</summary>
    /// <param name="files">Their names.</param>
    /// <param name="distribution">What the machine runs.</param>
    public static IEnumerable<Mend> Cures(IReadOnlyList<string> files, LinuxDistribution distribution)
    {
        if (files.Contains(CudaDriver.LibraryName))
            yield return Mend.Advice($"{CudaDriver.LibraryName} comes with NVIDIA's driver");
        // Some are in both: then it is the release of the others.
        var release = files.Any(file => Cuda12.Files.Contains(file) && !Cuda13.Files.Contains(file)) ? Cuda12 : Cuda13;
        string[] known = [.. files.Where(release.Files.Contains)];
        if (known.Length > 0)
            yield return Install(release, distribution, known);
    }

    private static List<Place> Look(LibrarySearch search, Release release) =>
        [.. release.Files.Select(file => new Place(file, search.InLoaderFolders(file), search.InCudaFolders(file)))];

    private static bool IsPresent(Place place) => (place.LoaderFolder ?? place.CudaFolder) is not null;

    private static IEnumerable<Finding> InReach(Release release, LinuxDistribution distribution, List<Place> found)
    {
        if (found.Count == 0)
            yield break;

        var folders = string.Join(", ", found.Select(p => p.LoaderFolder).Distinct());
        var what = Invariant($"CUDA {release.Major}: {Files(found)} found in {folders} (as files, not loaded)");
        yield return release == Cuda13 || found.Count < release.Files.Length
            ? new(Topic, FindingState.Ok, what)
            : new(
                Topic, FindingState.Warning, $"{what}; an ONNX Runtime built for CUDA 13 does not run on these",
                Install(Cuda13, distribution, Cuda13.Files));
    }

    private static IEnumerable<Finding> OutOfReach(List<Place> found) =>
        found.GroupBy(p => p.CudaFolder, (folder, places) => new Finding(
            Topic, FindingState.Warning, $"{Files(places)} found in {folder}, where the loader does not look",
            Mend.Command($"export LD_LIBRARY_PATH={folder}${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}")));

    private static IEnumerable<Finding> Missing(Release release, LinuxDistribution distribution, List<Place> missing)
    {
        if (missing.Count > 0)
        {
            yield return new(
                Topic, FindingState.Missing,
                Invariant($"CUDA {release.Major}: {Files(missing)} not found (NVIDIA's own repository has them)"),
                Install(release, distribution, missing.Select(p => p.File)));
        }
    }

    // cuda-libraries is all of CUDA's libraries at once; cuDNN is not among them.
    private static Mend Install(Release release, LinuxDistribution distribution, IEnumerable<string> files)
    {
        var names = string.Join(
            ' ', files.Select(file => file == Cudnn ? release.CudnnPackage : release.CudaPackage).Distinct());
        return distribution.Install(new($"{names} from NVIDIA's own repository", Apt: names, Dnf: names));
    }

    private static Finding DriverTooOld(Release release, int? driverVersion) => new(
        Topic, FindingState.Warning,
        Invariant($"they are CUDA {release.Major}'s, ")
            + $"but the driver's highest is {GpuFindings.CudaVersion(driverVersion)}",
        Mend.Advice($"update NVIDIA's driver to version {(release == Cuda13 ? "580" : "525")} or later"));

    private static string Files(IEnumerable<Place> places) => string.Join(", ", places.Select(p => p.File));

    private sealed record Release(int Major, string CudaPackage, string CudnnPackage, string[] Files);

    private sealed record Place(string File, string? LoaderFolder, string? CudaFolder);
}
