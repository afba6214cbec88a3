using InferBench.Runner.Inference.OnnxRuntime;

namespace InferBench.Runner.Inference.GenAi;

/// <summary>
/// Where onnxruntime-genai's library is looked for: the file that INFERBENCH_GENAI_LIBRARY names, then beside the executable.
/// The first that is there is used; if it does not load, no later one replaces it.
/// </summary>
internal static class OgaSearch
{
    /// <summary>Environment variable that names the library's file.</summary>
    public const string Override = "INFERBENCH_GENAI_LIBRARY";

    /// <summary>Name of the library on this system.</summary>
    public static string FileName { get; } =
        OperatingSystem.IsWindows() ? "onnxruntime-genai.dll"
        : OperatingSystem.IsMacOS() ? "libonnxruntime-genai.dylib"
        : "libonnxruntime-genai.so";

    /// <summary>What to do where there is none.</summary>
    public static string Cure { get; } =
        $"set {Override} to the file {FileName} of an onnxruntime-genai for this system, or build with -p:OnnxRuntimePackage=gpu";

    /// <summary>Every place in the order of search.</summary>
    /// <param name="overridePath">Value of <see cref="Override"/>; null or empty when it is not set.</param>
    /// <param name="executableFolder">Folder of the running program.</param>
    public static IReadOnlyList<OrtCandidate> Candidates(string? overridePath, string executableFolder) =>
        [OrtSearch.Named(Override, overridePath), OrtSearch.BesideExecutable(executableFolder, [FileName])];

    /// <summary>The places of this process.</summary>
    public static IReadOnlyList<OrtCandidate> Candidates() =>
        Candidates(Environment.GetEnvironmentVariable(Override), AppContext.BaseDirectory);
}
