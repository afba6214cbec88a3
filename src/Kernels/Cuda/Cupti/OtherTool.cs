namespace InferBench.Kernels.Cuda.Cupti;

/// <summary>The tool that took CUPTI before us, as far as its traces in this process show.</summary>
internal static class OtherTool
{
    private static readonly (string Part, string Name)[] Libraries =
        [("libToolsInjection", "Nsight Systems"), ("libcuda-injection", "Nsight Compute"), ("libTreeLauncher", "Nsight Compute"), ("libkineto", "Kineto"), ("libcudadebugger", "cuda-gdb")];

    /// <returns>Null where nothing shows which it is.</returns>
    public static string? Name()
    {
        if (Environment.GetEnvironmentVariable("CUDA_INJECTION64_PATH") is { Length: > 0 } injected)
            return $"CUDA_INJECTION64_PATH={injected}";
        var loaded = LoadedLibraries.Paths().ToArray();
        return Libraries.FirstOrDefault(tool => loaded.Any(path => Path.GetFileName(path).StartsWith(tool.Part, StringComparison.Ordinal))).Name;
    }
}
