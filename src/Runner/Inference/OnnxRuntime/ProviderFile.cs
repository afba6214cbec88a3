using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using InferBench.Runner.Devices;
using InferBench.Runner.Records;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>
/// The library of an execution provider that lies beside the runtime's. Where it does not load the runtime says no more than that;
/// what it lacks is told here.
/// </summary>
internal static partial class ProviderFile
{
    private const string Shared = "libonnxruntime_providers_shared.so";

    /// <summary>What a provider lacks and who has it; null where it loads, and on other systems than Linux.</summary>
    /// <param name="library">Path of the runtime's library.</param>
    /// <param name="file">Name of the provider's.</param>
    public static string? WhatIsMissing(string library, string file)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        string folder = Path.GetDirectoryName(library)!, path = Path.Combine(folder, file);
        foreach (string beside in (string[])[Shared, file])
        {
            if (!File.Exists(Path.Combine(folder, beside)))
                return $"{beside} does not lie beside ONNX Runtime's library; put that of the same version there";
        }

        // The provider's own functions are in the first, which has to be there before it.
        _ = NativeLibrary.TryLoad(Path.Combine(folder, Shared), out _);
        string[] missing = [.. ElfNeeds.Read(path).Where(name => name != Shared).Select(Missing).OfType<string>().Distinct()];
        return missing.Length > 0 ? Tell(missing) : WhyNot(path) is { } why ? $"{file}: {why}" : null;
    }

    private static string Tell(string[] missing)
    {
        string what = $"{string.Join(", ", missing)} {(missing.Length == 1 ? "is" : "are")} not found where the loader looks";
        var distribution = new LinuxDistribution(new HostTree("/"));
        string[] cures = [.. CudaLibraryFindings.Cures(missing, distribution).Select(cure => cure.ToString())];
        return cures.Length > 0 ? $"{what}: {string.Join("; ", cures)}" : what;
    }

    // The library itself, or one that it needs.
    private static string? Missing(string name) => WhyNot(name) is { } why ? NotFound().Match(why) is { Success: true } found ? found.Groups[1].Value : name : null;

    private static string? WhyNot(string nameOrPath)
    {
        try
        {
            NativeLibrary.Load(nameOrPath);
            return null;
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            return OneLine.Of(e.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)[^1], 300);
        }
    }

    [GeneratedRegex(@"(\S+): cannot open shared object file", RegexOptions.CultureInvariant)]
    private static partial Regex NotFound();
}
