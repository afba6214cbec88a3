using System.Runtime.InteropServices;
using InferBench.Runner.Records;

namespace InferBench.Runner.Inference.OpenBlas;

/// <summary>
/// OpenBLAS, where the machine has it: found by its usual name where the system looks for libraries. It is one per process,
/// and so is its number of threads.
/// </summary>
internal sealed unsafe class OpenBlasLibrary
{
    private const int RowMajor = 101;
    private const int NoTranspose = 111;

    private readonly delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void> sgemm;
    private readonly delegate* unmanaged<int, void> setThreads;
    private readonly delegate* unmanaged<int> getThreads;

    private OpenBlasLibrary(string fileName, nint library)
    {
        FileName = fileName;
        sgemm = (delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void>)
            NativeLibrary.GetExport(library, "cblas_sgemm");
        setThreads = (delegate* unmanaged<int, void>)NativeLibrary.GetExport(library, "openblas_set_num_threads");
        getThreads = (delegate* unmanaged<int>)NativeLibrary.GetExport(library, "openblas_get_num_threads");
        Config = Text(library, "openblas_get_config");
        Core = Text(library, "openblas_get_corename");
    }

    /// <summary>Names of the library on this system, the usual one first.</summary>
    public static IReadOnlyList<string> FileNames { get; } =
        OperatingSystem.IsWindows() ? ["libopenblas.dll", "openblas.dll"]
        : OperatingSystem.IsMacOS() ? ["libopenblas.0.dylib", "libopenblas.dylib"]
        : ["libopenblas.so.0", "libopenblas.so"];

    /// <summary>Name under which it was found.</summary>
    public string FileName { get; }

    /// <summary>How it was built, in its own words.</summary>
    public string Config { get; }

    /// <summary>The processor whose code it runs, such as SkylakeX; the variable OPENBLAS_CORETYPE overrides its choice.</summary>
    public string Core { get; }

    /// <summary>Version, such as 0.3.21.</summary>
    public string Version => Config.Split(' ') is ["OpenBLAS", var version, ..] ? version : "unknown";

    /// <summary>Loads it.</summary>
    /// <param name="absent">Why there is none that can be used; null where there is one.</param>
    public static OpenBlasLibrary? Find(out string? absent) => Find(FileNames, out absent);

    internal static OpenBlasLibrary? Find(IReadOnlyList<string> names, out string? absent)
    {
        absent = $"OpenBLAS is not on this machine ({string.Join(" or ", names)} where the system looks for libraries): "
            + "on Debian and Ubuntu install libopenblas0-pthread";
        foreach (string name in names)
        {
            if (!NativeLibrary.TryLoad(name, out nint library))
                continue;
            try
            {
                var found = new OpenBlasLibrary(name, library);
                bool wide = found.Config.Contains("USE64BITINT", StringComparison.Ordinal);
                absent = wide ? $"{name}: its integers have 64 bits; a build with 32-bit integers is needed" : null;
                return wide ? null : found;
            }
            catch (EntryPointNotFoundException e)
            {
                absent = $"{name}: it is not OpenBLAS: {e.Message}";
                return null;
            }
        }

        return null;
    }

    /// <summary>The engine as a record names it.</summary>
    /// <param name="threads">Threads it is given.</param>
    public EngineInfo Describe(int threads) => new()
    {
        Name = "openblas",
        Version = Version,
        Library = FileName,
        BuildInfo = $"{Config}; core {Core}",
        Provider = "cblas_sgemm",
        Threads = threads,
    };

    /// <summary>Sets the threads of every later product.</summary>
    /// <returns>Threads it took: it has a limit of its own.</returns>
    public int SetThreads(int threads)
    {
        setThreads(threads);
        return getThreads();
    }

    /// <summary>C[m,n] = A[m,k] B[k,n], all row-major and dense.</summary>
    public void Multiply(float* a, float* b, float* c, int m, int n, int k) =>
        sgemm(RowMajor, NoTranspose, NoTranspose, m, n, k, 1, a, k, b, n, 0, c, n);

    private static string Text(nint library, string function) =>
        Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)NativeLibrary.GetExport(library, function))()) ?? "";
}
