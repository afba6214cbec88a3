using InferBench.Kernels.Cuda.Driver;
using static System.FormattableString;

namespace InferBench.Kernels.Cuda.Cupti;

/// <summary>NVIDIA's profiling library, loaded. It stays for the life of the process.</summary>
public sealed unsafe class CuptiLibrary
{
    private CuptiLibrary(Func<string, nint> exports, string path, CuptiVersion version)
    {
        (Exports, Api, Path, Release) = (exports, new(exports), path, version);
    }

    public string Path { get; }

    /// <summary>The CUDA release it belongs to, such as 13.0.</summary>
    public string Version => Release.ToString();

    internal Func<string, nint> Exports { get; }

    internal CuptiApi Api { get; }

    internal CuptiVersion Release { get; }

    /// <summary>For messages.</summary>
    internal string Title => $"CUPTI {Release} ({Path})";

    /// <summary>Finds it. To be called before the process uses CUDA, so that all of it is seen.</summary>
    /// <param name="cudaMajor">Release of the CUDA runtime that is to be traced, such as 13; null for that of the one loaded, or any.</param>
    public static CuptiOutcome<CuptiLibrary> Open(int? cudaMajor = null) => Open(LibraryPlaces.Here, cudaMajor ?? LoadedLibraries.CudaMajor());

    internal static CuptiOutcome<CuptiLibrary> Open(LibraryPlaces places, int? major)
    {
        if (!OperatingSystem.IsLinux())
            return new("CUPTI is read on Linux only");

        // Without a driver, one release of CUPTI recurses without end in its first call.
        var tried = new List<TriedLibrary>();
        if (NativeLibraries.Load(NativeLibraries.Driver, places, tried) is not { } driver)
            return new($"NVIDIA's driver library {NativeLibraries.Driver.File} was not found ({NativeLibraries.Tell(tried)}): install NVIDIA's driver, or start the container with its GPUs");
        int told = 0;
        var driverApi = new DriverApi(NativeApi.Exports(driver.Handle));
        if (driverApi.DriverGetVersion(&told) != CudaStatus.Success)
            return new($"the driver library {driver.Path} tells no version: it is a toolkit's stub or broken; install NVIDIA's driver");
        int driverVersion = told;

        var names = NativeLibraries.Cupti.Where(name => major is null || name.CudaMajor == major).ToArray();
        var fitting = names.Where(name => driverVersion >= name.CudaMajor * 1000).ToArray();
        if (fitting.Length == 0)
        {
            return new(names.Length == 0
                ? Invariant($"CUPTI of CUDA {major} is not read here, only those of 12 and 13")
                : Invariant($"the driver is CUDA {driverVersion / 1000}.{driverVersion % 1000 / 10}'s, too old for CUPTI of CUDA {names[^1].CudaMajor}: update NVIDIA's driver"));
        }

        tried.Clear();
        foreach (var name in fitting)
        {
            if (NativeLibraries.Load(name, places, tried) is { } found)
                return Open(NativeApi.Exports(found.Handle), found.Path);
        }

        return new($"CUPTI was not found ({NativeLibraries.Tell(tried)}): install {string.Join(" or ", fitting.Select(name => name.File))}, or set {NativeLibraries.Override} to the folder that has it");
    }

    internal static CuptiOutcome<CuptiLibrary> Open(Func<string, nint> exports, string path)
    {
        var api = new CuptiApi(exports);
        if (!api.Has("cuptiGetVersion"))
            return new($"{path} has no cuptiGetVersion: it is not CUPTI");
        uint number = 0;
        int status = api.GetVersion(&number);
        if (status != CuptiStatus.Success)
            return new(CuptiStatus.Tell($"CUPTI ({path})", "cuptiGetVersion", status));
        var version = CuptiVersion.From(number);
        return version.IsKnown
            ? new(new CuptiLibrary(exports, path, version))
            : new($"CUPTI {version} ({path}) is {(version.AtLeast(13, 0) ? "newer" : "older")} than what is read here: take one of CUDA 12.6 to 13");
    }
}
