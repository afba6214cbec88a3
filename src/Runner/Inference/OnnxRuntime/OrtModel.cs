using InferBench.Runner.Models;
using InferBench.Runner.Records;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>A model loaded into ONNX Runtime on the CPU.</summary>
public sealed class OrtModel : IDisposable
{
    private readonly ModelFolder folder;
    private readonly KvMode kv;
    private readonly OrtEnv env;
    private readonly OrtSession session;

    private OrtModel(ModelFolder folder, KvMode kv, OrtEnv env, OrtSession session, EngineInfo engine)
    {
        this.folder = folder;
        this.kv = kv;
        this.env = env;
        this.session = session;
        Engine = engine;
    }

    /// <summary>The engine as it was set up.</summary>
    public EngineInfo Engine { get; }

    /// <summary>The native session, for a loop of somebody else's to be timed on it. Valid while this model is open.</summary>
    internal nint SessionPointer => session.Pointer;

    /// <summary>Reads the graph and its weights and prepares them to run.</summary>
    /// <param name="library">The loaded runtime.</param>
    /// <param name="folder">The model.</param>
    /// <param name="threads">Threads that share the work of one operator, 1 or more; the calling thread is one of them.</param>
    /// <param name="kv">How a run's keys and values reach the next run.</param>
    /// <exception cref="OrtException">The runtime refuses the model; the message names the graph's file.</exception>
    public static OrtModel Open(OrtLibrary library, ModelFolder folder, int threads, KvMode kv = KvMode.Shared)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        using var options = new OrtSessionOptions(library, threads);
        var env = new OrtEnv(library);
        try
        {
            var session = new OrtSession(env, options, folder.GraphPath);
            return new(folder, kv, env, session, Describe(library, threads, kv));
        }
        catch
        {
            env.Dispose();
            throw;
        }
    }

    /// <summary>Allocates everything that generating one sequence needs.</summary>
    /// <param name="capacity">Most tokens, prompt and generated together; at most the model's positions.</param>
    public IInferenceSession CreateSession(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, folder.Geometry.Positions);
        return new OrtGenerationSession(session, folder, kv, capacity);
    }

    public void Dispose()
    {
        session.Dispose();
        env.Dispose();
    }

    private static EngineInfo Describe(OrtLibrary library, int threads, KvMode kv) => new()
    {
        Name = "ort",
        Version = library.Version,
        Library = Path.GetFileName(library.Path),
        BuildInfo = library.BuildInfo,
        Provider = "CPUExecutionProvider",
        Threads = threads,
        Kv = kv == KvMode.Shared ? "shared" : "copied",
    };
}
