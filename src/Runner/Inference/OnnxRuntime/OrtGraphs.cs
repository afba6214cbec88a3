namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>
/// Graphs made in memory that run one at a time on one set of threads, on tensors that are bound beforehand. Sessions with
/// threads of their own would spin against each other.
/// </summary>
internal sealed class OrtGraphs : IDisposable
{
    private readonly Stack<IDisposable> opened = [];
    private readonly List<OrtIoBinding> bindings = [];
    private readonly OrtSessionOptions options;
    private readonly OrtEnv env;

    /// <param name="library">The loaded runtime.</param>
    /// <param name="threads">Threads that share the work of one operator, the calling thread among them.</param>
    /// <param name="several">Whether more than one graph is opened; then no other <see cref="OrtEnv"/> may be alive in this process.</param>
    public OrtGraphs(OrtLibrary library, int threads, bool several)
    {
        bool shared = several && threads > 1;
        options = new(library, threads);
        if (shared)
            options.ShareThreads();
        env = new(library, shared ? threads : null);
        Memory = new(library);
    }

    public OrtMemoryInfo Memory { get; }

    /// <summary>Bindings made so far.</summary>
    public int Count => bindings.Count;

    /// <summary>Opens a graph.</summary>
    /// <param name="model">An ONNX model with its weights inside.</param>
    /// <exception cref="OrtException">The runtime refuses it.</exception>
    public OrtSession Open(ReadOnlySpan<byte> model)
    {
        var session = new OrtSession(env, options, model);
        opened.Push(session);
        return session;
    }

    /// <summary>A new binding of a graph; the caller binds its tensors.</summary>
    public OrtIoBinding Bind(OrtSession session)
    {
        var binding = new OrtIoBinding(session);
        opened.Push(binding);
        bindings.Add(binding);
        return binding;
    }

    /// <summary>Runs the graph of this binding, from 0 in the order in which they were made. Allocates nothing.</summary>
    public void Run(int binding) => bindings[binding].Run();

    /// <summary>Closes every graph.</summary>
    public void Clear()
    {
        while (opened.TryPop(out var last))
            last.Dispose();
        bindings.Clear();
    }

    public void Dispose()
    {
        Clear();
        Memory.Dispose();
        options.Dispose();
        env.Dispose();
    }
}
