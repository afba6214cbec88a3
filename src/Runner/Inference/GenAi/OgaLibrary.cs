using System.Runtime.InteropServices;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Records;

namespace InferBench.Runner.Inference.GenAi;

/// <summary>onnxruntime-genai's native library, on the ONNX Runtime of this process. Once loaded it stays for the life of the process.</summary>
public sealed unsafe class OgaLibrary
{
    private static readonly Lock Once = new();
    private static readonly Dictionary<string, OgaLibrary> Opened = [];

    private int objects;

    private OgaLibrary(string path, OgaApi api, OrtLibrary runtime)
    {
        (Path, Api, Runtime) = (path, api, runtime);
        Version = LibraryVersion.Of(path) ?? "not told";
    }

    /// <summary>Full path of the library's file.</summary>
    public string Path { get; }

    /// <summary>Version that stands in the library's file, such as 0.18.0; its API tells none.</summary>
    public string Version { get; }

    /// <summary>The one ONNX Runtime in this process, which it uses.</summary>
    public OrtLibrary Runtime { get; }

    internal OgaApi Api { get; }

    /// <summary>An object of the library's was made.</summary>
    internal void Made() => Interlocked.Increment(ref objects);

    /// <summary>
    /// An object is gone. With the last one goes the library's hold on ONNX Runtime's state, which is one per process and decides
    /// on threads that sessions share; the next object makes it anew.
    /// </summary>
    internal void Gone()
    {
        if (Interlocked.Decrement(ref objects) == 0)
            Api.Shutdown();
    }

    /// <summary>Why there is none to load: what was tried, and what to do; null where there is a file.</summary>
    public static string? Absence() => Absence(OgaSearch.Candidates());

    /// <summary>Loads the library from the first place that has it.</summary>
    /// <param name="runtime">The ONNX Runtime that it is to use.</param>
    /// <exception cref="BadInputException">There is none, or it cannot be used.</exception>
    public static OgaLibrary Load(OrtLibrary runtime) => Absence() is { } absence
        ? throw new BadInputException(absence)
        : Open(OgaSearch.Candidates().First(c => c.Settles).Path!, runtime);

    /// <summary>Loads the library from one file, once.</summary>
    /// <exception cref="BadInputException">The file does not load, is not onnxruntime-genai, is too old, or brings an ONNX Runtime of its own.</exception>
    public static OgaLibrary Open(string path, OrtLibrary runtime)
    {
        path = System.IO.Path.GetFullPath(path);
        lock (Once)
        {
            if (!Opened.TryGetValue(path, out var library))
                Opened.Add(path, library = OpenAnew(path, runtime));
            return library;
        }
    }

    /// <summary>Every place where the library is looked for, in order, and what came of it.</summary>
    /// <param name="runtime">The ONNX Runtime that it is to use.</param>
    public static IReadOnlyList<OrtPlace> Probe(OrtLibrary runtime) => OrtPlace.Probe(OgaSearch.Candidates(), path => Open(path, runtime).Path);

    /// <summary>The engine as a record names it.</summary>
    /// <param name="threads">Threads it is given.</param>
    /// <param name="provider">Execution provider it is given.</param>
    public EngineInfo Describe(int threads, string provider) => new()
    {
        Name = EngineName.GenAi,
        Version = Version,
        Library = System.IO.Path.GetFileName(Path),
        BuildInfo = Runtime.BuildInfo,
        RuntimeVersion = Runtime.Version,
        Provider = provider,
        Threads = threads,
    };

    internal static string? Absence(IReadOnlyList<OrtCandidate> candidates)
    {
        if (candidates.Any(c => c.Settles))
            return null;
        var tried = candidates.Select(c => c.Path is null ? $"{c.Place} is not set" : $"no {System.IO.Path.GetFileName(c.Path)} {c.Place}");
        return $"onnxruntime-genai's native library was not found: {string.Join(", ", tried)}; {OgaSearch.Cure}";
    }

    private static OgaLibrary OpenAnew(string path, OrtLibrary runtime)
    {
        if (!File.Exists(path))
            throw Unusable(path, "there is no such file");
        OneRuntime.Prefer(runtime);
        OgaTelemetry.TurnOff();
        nint library;
        try
        {
            library = NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw Unusable(path, $"it does not load ({OrtLibrary.LastLine(e.Message)})", e);
        }

        OgaApi api;
        try
        {
            api = new(library);
        }
        catch (EntryPointNotFoundException e)
        {
            string what = NativeLibrary.TryGetExport(library, "OgaCreateModel", out _) ? "too old" : "not onnxruntime-genai";
            throw Unusable(path, $"it is {what}: {e.Message} is missing", e);
        }

        if (OneRuntime.Fault(runtime) is { } fault)
            throw Unusable(path, fault);
        if (api.SetTelemetryEnabled is not null)
            api.SetTelemetryEnabled(0);
        return new(path, api, runtime);
    }

    private static BadInputException Unusable(string path, string problem, Exception? inner = null)
    {
        string message = $"onnxruntime-genai's library {path}: {problem}: {OgaSearch.Cure}";
        return inner is null ? new(message) : new(message, inner);
    }
}
