using System.Globalization;

namespace InferBench.Kernels.Cuda.Cupti;

/// <summary>Libraries that are in this process.</summary>
internal static class LoadedLibraries
{
    private const string Maps = "/proc/self/maps";
    private const string Runtime = "libcudart.so.";

    public static IEnumerable<string> Paths() =>
        File.Exists(Maps) ? File.ReadLines(Maps).Select(line => line.IndexOf('/') is >= 0 and var at ? line[at..] : "").Where(path => path.Length > 0).Distinct() : [];

    /// <summary>Release of the CUDA runtime in this process, such as 13; null where there is none.</summary>
    public static int? CudaMajor()
    {
        foreach (string file in Paths().Select(path => Path.GetFileName(path)).Where(file => file.StartsWith(Runtime, StringComparison.Ordinal)))
        {
            if (int.TryParse(file[Runtime.Length..].Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major))
                return major;
        }

        return null;
    }
}
