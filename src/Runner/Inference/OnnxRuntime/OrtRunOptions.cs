using System.Globalization;
using System.Text;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>What a run does besides running.</summary>
internal sealed unsafe class OrtRunOptions : OrtHandle
{
    private const int NoGraph = -1;

    // Where graphs are captured, every run would be one that is not told apart.
    private OrtRunOptions(OrtLibrary library, int graph = NoGraph)
        : base(library)
    {
        nint options;
        library.Check(library.Api->CreateRunOptions(&options));
        Own(options, null);
        Add("gpu_graph_id", graph.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>A run as it would be if the session captured no graphs.</summary>
    public static OrtRunOptions WithoutGraph(OrtLibrary library) => new(library);

    /// <summary>A run that is captured the first time and then only told to go again.</summary>
    /// <param name="library">The runtime.</param>
    /// <param name="id">The graph's number, above 0.</param>
    public static OrtRunOptions WithGraph(OrtLibrary library, int id) => new(library, id);

    /// <summary>After the run the runtime gives back memory that it holds and does not use.</summary>
    /// <param name="library">The runtime.</param>
    /// <param name="memories">Whose, as the runtime lists them: <c>cpu:0</c>, or <c>cpu:0;gpu:0</c>.</param>
    public static OrtRunOptions Shrinking(OrtLibrary library, string memories)
    {
        var options = new OrtRunOptions(library);
        options.Add("memory.enable_memory_arena_shrinkage", memories);
        return options;
    }

    /// <summary>The runtime writes down which nodes ran, where and for how long.</summary>
    /// <param name="library">The runtime.</param>
    /// <param name="prefix">Path of the file it writes, to which it adds the time and an ending.</param>
    /// <exception cref="NotSupportedException">It is too old.</exception>
    public static OrtRunOptions Profiling(OrtLibrary library, string prefix)
    {
        if (!library.ProfilesRuns)
            throw new NotSupportedException($"ONNX Runtime {library.Version} does not profile single runs; 1.{OrtApiTable.RunProfilingVersion} or newer does");
        var options = new OrtRunOptions(library);
        fixed (byte* path = OrtSession.PathText(prefix))
            library.Check(library.Api->RunOptionsEnableProfiling(options.handle, path));
        return options;
    }

    private void Add(string key, string value)
    {
        fixed (byte* keyText = Encoding.UTF8.GetBytes(key + '\0'), valueText = Encoding.UTF8.GetBytes(value + '\0'))
            Library.Check(Library.Api->AddRunConfigEntry(handle, keyText, valueText));
    }

    protected override void Release(OrtApiTable* api) => api->ReleaseRunOptions(handle);
}
