using System.Runtime.InteropServices;
using InferBench.Runner.Records;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>ONNX Runtime's native library. Once loaded it stays for the life of the process.</summary>
public sealed unsafe class OrtLibrary
{
    private OrtLibrary(string path, string version, OrtApiBase* entry)
    {
        Path = path;
        Version = version;
        Api = entry->GetApi(OrtApiTable.Version);
        ProfilesRuns = entry->GetApi(OrtApiTable.RunProfilingVersion) is not null;
        TellsMemory = ProfilesRuns || entry->GetApi(OrtApiTable.MemoryVersion) is not null;
        ReleasesGraphs = ProfilesRuns && entry->GetApi(OrtApiTable.GraphReleaseVersion) is not null;
        BuildInfo = Text(Api->GetBuildInfoString());
        Providers = ReadProviders();
    }

    /// <summary>Full path of the library's file.</summary>
    public string Path { get; }

    /// <summary>Version the library reports, such as 1.30.0.</summary>
    public string Version { get; }

    /// <summary>How the library was built, in its own words.</summary>
    public string BuildInfo { get; }

    /// <summary>Execution providers compiled in. Being listed does not mean that one works on this machine.</summary>
    public IReadOnlyList<string> Providers { get; }

    internal OrtApiTable* Api { get; }

    /// <summary>Whether it can write down what happens in a single run.</summary>
    internal bool ProfilesRuns { get; }

    /// <summary>Whether it tells where a session wants its inputs, and copies tensors.</summary>
    internal bool TellsMemory { get; }

    /// <summary>Whether it forgets a captured graph when told to.</summary>
    internal bool ReleasesGraphs { get; }

    /// <summary>Loads the library from the first place that has it.</summary>
    /// <exception cref="BadInputException">There is none, or it cannot be used.</exception>
    public static OrtLibrary Load() => Load(Candidates());

    /// <summary>Loads the library from one file.</summary>
    /// <exception cref="BadInputException">The file does not load, is not ONNX Runtime, or is too old.</exception>
    public static OrtLibrary Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        if (!File.Exists(path))
            throw Unusable(path, "there is no such file");
        nint library, entry;
        OrtTelemetry.TurnOff();
        try
        {
            library = NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw Unusable(path, $"it does not load ({LastLine(e.Message)})", e);
        }
        if (!NativeLibrary.TryGetExport(library, "OrtGetApiBase", out entry))
            throw Unusable(path, "it is not ONNX Runtime: OrtGetApiBase is missing");

        var entryPoint = ((delegate* unmanaged<OrtApiBase*>)entry)();
        string version = Text(entryPoint->GetVersionString());
        return entryPoint->GetApi(OrtApiTable.Version) is null
            ? throw Unusable(path, $"it is version {version}, which is too old")
            : new OrtLibrary(path, version, entryPoint);
    }

    /// <summary>Why this library cannot serve a device, as far as that is known without trying it; null where nothing is known against it.</summary>
    /// <param name="device">Such as <c>cuda:0</c>.</param>
    public string? WhyNot(string device)
    {
        var provider = OrtProvider.Of(device).AmongListed(Providers);
        string file = System.IO.Path.GetFileName(Path), cure = $"set {OrtSearch.Override} to the library of a build that has it";
        if (!Providers.Contains(provider.Name))
            return $"ONNX Runtime {Version} ({file}) has no {provider.Name}, only {string.Join(", ", Providers)}: {cure}";
        if (provider.OwnFile is { } own && !File.Exists(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, own)))
            return $"{own}, which holds {provider.Name}, does not lie beside ONNX Runtime {Version} ({file}): put that of the same version there, or {cure}";
        return !provider.HasSeveral && provider.Index > 0
            ? $"{provider.Name} chooses the adapter by itself: give {device.Split(':')[0]}:0"
            : null;
    }

    /// <summary>The engine on the CPU as a record names it.</summary>
    /// <param name="threads">Threads it is given.</param>
    public EngineInfo Describe(int threads) => new()
    {
        Name = "ort",
        Version = Version,
        Library = System.IO.Path.GetFileName(Path),
        BuildInfo = BuildInfo,
        Provider = OrtProvider.Cpu.Name,
        Threads = threads,
    };

    /// <summary>Every place where the library is looked for, in order, and what came of it.</summary>
    public static IReadOnlyList<OrtPlace> Probe() => Probe(Candidates());

    internal static OrtLibrary Load(IEnumerable<OrtCandidate> candidates)
    {
        var candidate = candidates.FirstOrDefault(c => c.Settles) ?? throw new BadInputException(
            "ONNX Runtime's native library was not found beside the executable or in src/Runner/Native: install Node.js with npm "
            + $"and build again, or set {OrtSearch.Override} to the library's file ({OrtSearch.FileNames[0]}, 1.{OrtApiTable.Version} or newer)");
        return Open(candidate.Path!);
    }

    internal static IReadOnlyList<OrtPlace> Probe(IEnumerable<OrtCandidate> candidates) => OrtPlace.Probe(candidates, path => Open(path).Path);

    /// <exception cref="OrtException">The status is not a success; it is released.</exception>
    internal void Check(nint status)
    {
        if (status != 0)
            Throw(status);
    }

    private static IReadOnlyList<OrtCandidate> Candidates() =>
        OrtSearch.Candidates(Environment.GetEnvironmentVariable(OrtSearch.Override), AppContext.BaseDirectory);

    private static BadInputException Unusable(string path, string problem, Exception? inner = null)
    {
        string message = $"ONNX Runtime's library {path}: {problem}: set {OrtSearch.Override} to the native library "
            + $"({OrtSearch.FileNames[0]}) of ONNX Runtime 1.{OrtApiTable.Version} or newer, or unset it to use the one of the build";
        return inner is null ? new(message) : new(message, inner);
    }

    internal static string LastLine(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)[^1];

    private static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    private List<string> ReadProviders()
    {
        byte** names;
        int count;
        Check(Api->GetAvailableProviders(&names, &count));
        var providers = new List<string>(count);
        for (int i = 0; i < count; i++)
            providers.Add(Text(names[i]));
        Check(Api->ReleaseAvailableProviders(names, count));
        return providers;
    }

    private void Throw(nint status)
    {
        var error = new OrtException((OrtErrorCode)Api->GetErrorCode(status), Text(Api->GetErrorMessage(status)).ReplaceLineEndings(" "));
        Api->ReleaseStatus(status);
        throw error;
    }
}
