using InferBench.Runner.Models;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>Where the tensors of a session can lie.</summary>
internal sealed class SessionMemory : IDisposable
{
    private readonly IReadOnlyDictionary<string, nint>? wanted;
    private readonly HashSet<string> onDevice = [];

    private SessionMemory(OrtLibrary library, IReadOnlyDictionary<string, nint>? wanted, bool copiesWhenBound)
    {
        this.wanted = wanted;
        CopiesWhenBound = copiesWhenBound;
        Host = new(library);
    }

    /// <summary>The host's memory.</summary>
    public OrtMemoryInfo Host { get; }

    /// <summary>The device's memory that keys and values are wanted in; null where that is the host's, or the runtime does not tell.</summary>
    public DeviceMemory? Device { get; private set; }

    /// <summary>
    /// Whether an input in the host's memory may be copied at the moment it is bound: what is written there later is not seen.
    /// </summary>
    public bool CopiesWhenBound { get; }

    /// <summary>Whether one buffer can be both past and present: both lie where the session wants them, and nothing is copied between.</summary>
    public bool KeepsCache { get; private init; }

    /// <summary>Whether the session captures decode steps as one graph.</summary>
    public bool CapturesGraphs { get; private init; }

    /// <summary>The arenas of memory that hold what runs make on their way, as the runtime lists them to give it back.</summary>
    public string Arenas => Device is { Info.Name: DeviceMemory.Cuda } ? "cpu:0;gpu:" + Device.Index : "cpu:0";

    /// <summary>Of a session that runs on the CPU alone.</summary>
    public static SessionMemory OnHost(OrtLibrary library) => new(library, null, copiesWhenBound: false) { KeepsCache = true };

    /// <summary>Of a session that runs on another device.</summary>
    /// <param name="env">The runtime's state.</param>
    /// <param name="session">The session.</param>
    /// <param name="graph">Its inputs.</param>
    /// <param name="index">Number of the device among its kind.</param>
    /// <param name="capturesGraphs">Whether it captures decode steps as one graph.</param>
    public static SessionMemory Of(OrtEnv env, OrtSession session, GraphInterface graph, int index, bool capturesGraphs)
    {
        var wanted = session.Memories();
        nint[] caches = wanted is null ? [] : [.. graph.Caches.SelectMany(c => new[] { wanted[c.PastKey], wanted[c.PastValue] }).Distinct()];
        var memory = new SessionMemory(session.Library, wanted, copiesWhenBound: true) { KeepsCache = caches.Length == 1, CapturesGraphs = capturesGraphs };
        try
        {
            foreach (var (name, place) in wanted ?? new Dictionary<string, nint>())
            {
                using var info = new OrtMemoryInfo(session, place);
                if (info.IsDevice)
                    memory.onDevice.Add(name);
            }

            if (memory.KeepsCache && memory.onDevice.Contains(graph.Caches[0].PastKey))
                memory.Device = new(env, session, caches[0], memory.Host, index);
            return memory;
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    /// <summary>The device's memory, where an input is wanted there; else null.</summary>
    public DeviceMemory? DeviceOf(string input) => Device is not null && wanted![input] == Device.Info.Pointer ? Device : null;

    /// <summary>Whether an input is wanted, or an output written, in any device's memory; null where the runtime does not tell.</summary>
    public bool? IsOnDevice(string name) => !CopiesWhenBound ? false : wanted is null ? null : onDevice.Contains(name);

    public void Dispose()
    {
        Device?.Dispose();
        Host.Dispose();
    }
}
