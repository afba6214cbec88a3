using System.Diagnostics;
using InferBench.Runner.Inference.OnnxRuntime;

namespace InferBench.Runner.Inference.GenAi;

/// <summary>Sees to it that this process has one ONNX Runtime: with two, engines could not be compared.</summary>
internal static class OneRuntime
{
    // onnxruntime-genai looks for ONNX Runtime by name, which finds one that is loaded already; it tries this file before.
    private const string PathVariable = "ORT_LIB_PATH";

    private static readonly string Start = OperatingSystem.IsWindows() ? "onnxruntime.dll" : OperatingSystem.IsMacOS() ? "libonnxruntime." : "libonnxruntime.so";

    /// <summary>Before anything else is loaded that uses an ONNX Runtime: names this one for it.</summary>
    public static void Prefer(OrtLibrary runtime) => OrtTelemetry.Export(PathVariable, runtime.Path);

    /// <summary>What is wrong; null where the libraries that the system has mapped into this process hold this one ONNX Runtime and no other.</summary>
    public static string? Fault(OrtLibrary runtime)
    {
        string file = new FileInfo(runtime.Path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? runtime.Path;
        var mapped = Mapped();
        if (!Is(file))
            return $"it cannot share {Path.GetFileName(file)}, which passes for ONNX Runtime here";
        return mapped.Count == 1 ? null
            : $"the process holds {mapped.Count} libraries of ONNX Runtime in place of one ({string.Join(", ", mapped.Order(StringComparer.Ordinal))})";
    }

    /// <summary>Paths of every ONNX Runtime in this process.</summary>
    public static IReadOnlySet<string> Mapped()
    {
        using var self = Process.GetCurrentProcess();
        return self.Modules.Cast<ProcessModule>().Select(m => m.FileName).Where(Is).ToHashSet(StringComparer.Ordinal);
    }

    private static bool Is(string path) => Path.GetFileName(path).StartsWith(Start, StringComparison.OrdinalIgnoreCase);
}
