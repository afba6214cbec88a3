using InferBench.Runner.Models;
using InferBench.Runner.Records;
using static System.FormattableString;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>A model loaded into ONNX Runtime.</summary>
public sealed class OrtModel : IEngineModel
{
    private readonly ModelFolder folder;
    private readonly KvMode kv;
    private readonly OrtEnv env;
    private readonly OrtSession session;
    private readonly SessionMemory memory;
    private readonly Func<OrtSessionOptions>? settings;

    private OrtModel(ModelFolder folder, KvMode kv, OrtEnv env, OrtSession session, SessionMemory memory, EngineInfo engine, Func<OrtSessionOptions>? settings = null)
    {
        this.folder = folder;
        this.memory = memory;
        this.kv = kv;
        this.env = env;
        this.session = session;
        this.settings = settings;
        Engine = engine;
    }

    /// <summary>The engine as it was set up.</summary>
    public EngineInfo Engine { get; }

    /// <summary>Bytes of the device that are free; null where it is the host, or nobody tells.</summary>
    public long? FreeDeviceBytes => memory.Device?.FreeBytes;

    /// <summary>What the session's arena holds of the memory that the model runs in; null where the runtime does not tell.</summary>
    internal ArenaUse? Arena()
    {
        using var allocator = new OrtAllocator(session, memory.Device?.Info ?? memory.Host);
        return allocator.Use();
    }

    /// <summary>The native session, for a loop of somebody else's to be timed on it. Valid while this model is open.</summary>
    internal nint SessionPointer => session.Pointer;

    /// <summary>Reads the graph and its weights and prepares them to run.</summary>
    /// <param name="library">The loaded runtime.</param>
    /// <param name="folder">The model.</param>
    /// <param name="threads">Threads that share the work of one operator, 1 or more; the calling thread is one of them.</param>
    /// <param name="kv">How a run's keys and values reach the next run; null for one buffer where the graph can.</param>
    /// <param name="options">Settings of the session; null keeps the runtime's.</param>
    /// <param name="device">Where it is to run; what the device's provider cannot run, the runtime puts on the CPU.</param>
    /// <param name="profile">What the path of a profile of all its runs begins with, up to <see cref="EndProfiling"/>; null for none.</param>
    /// <exception cref="ArgumentException"><see cref="KvMode.Shared"/> asked of a graph that cannot.</exception>
    /// <exception cref="OrtException">The runtime refuses the model; the message names the graph's file.</exception>
    public static OrtModel Open(
        OrtLibrary library, ModelFolder folder, int threads, KvMode? kv = null, SessionOptions? options = null, string device = "cpu", string? profile = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        if (kv == KvMode.Shared && !folder.Interface.SharesCache)
            throw new ArgumentException($"{folder.GraphPath}: its past and present cannot be one buffer", nameof(kv));
        var provider = OrtProvider.Of(device).AmongListed(library.Providers);
        var opened = new Stack<IDisposable>();
        try
        {
            var env = Keep(new OrtEnv(library));
            using var settings = Settings();
            if (profile is not null)
                settings.Profile(profile);
            bool? casts = null;
            OrtSession session;
            if (UsesFloat16(folder))
                (session, casts) = CastLog.Listen(settings, () => new OrtSession(env, settings, folder.GraphPath));
            else
                session = new OrtSession(env, settings, folder.GraphPath);
            opened.Push(session);
            bool graphs = provider.CapturesGraphs(options);
            var memory = Keep(provider == OrtProvider.Cpu ? SessionMemory.OnHost(library) : SessionMemory.Of(env, session, folder.Interface, provider.Index, graphs));
            // A device that keeps copies of the host's buffers never sees past and present as one.
            var mode = kv ?? (folder.Interface.SharesCache && memory.KeepsCache ? KvMode.Shared : KvMode.Copied);
            if (graphs)
                DecodeGraph.Require(memory, mode);
            var engine = library.Describe(threads) with
            {
                Provider = provider.Name,
                Kv = mode == KvMode.Shared ? "shared" : "copied",
                KvMemory = mode == KvMode.Shared && memory.Device is { } there ? there.Info.Name : memory.Host.Name,
                CastsInserted = casts,
            };
            return new(folder, mode, env, session, memory, engine, Settings);
        }
        catch (OrtException e) when (e.IsOutOfMemory && provider != OrtProvider.Cpu)
        {
            Close();
            string free = provider.IsCuda && CudaCopies.Load(provider.Index) is { } cuda ? Invariant($": {cuda.FreeBytes} bytes of the device are free without it") : "";
            throw new InsufficientMemoryException(Invariant($"the model's weights take {folder.Info.Bytes} bytes at least, which cannot be allocated on {device}{free} ({e.Text})"), e);
        }
        catch
        {
            Close();
            throw;
        }

        void Close()
        {
            while (opened.TryPop(out var last))
                last.Dispose();
        }

        T Keep<T>(T item)
            where T : IDisposable
        {
            opened.Push(item);
            return item;
        }

        OrtSessionOptions Settings()
        {
            var settings = new OrtSessionOptions(library, threads, options);
            try
            {
                provider.AppendTo(settings, options);
                return settings;
            }
            catch (OrtException e) when (e.Text.Contains("load", StringComparison.OrdinalIgnoreCase) && provider.OwnFile is { } file && ProviderFile.WhatIsMissing(library.Path, file) is { } missing)
            {
                settings.Dispose();
                throw new BadInputException($"{provider.Name} does not load: {missing}", e);
            }
            catch
            {
                settings.Dispose();
                throw;
            }
        }
    }

    /// <summary>
    /// Prepares the same weights to run in float32 on the CPU by another path: a graph without fused operators, matrices as
    /// they are stored or float32 products in place of integer ones, and a copied KV cache.
    /// </summary>
    /// <param name="library">The loaded runtime.</param>
    /// <param name="reference">The model's graph, rewritten.</param>
    /// <param name="threads">Threads that share the work of one operator, 1 or more.</param>
    /// <exception cref="OrtException">The runtime refuses the graph.</exception>
    internal static OrtModel OpenReference(OrtLibrary library, ReferenceGraph reference, int threads)
    {
        using var settings = new OrtSessionOptions(library, threads);
        // Products of 4-bit weights as they are stored take twenty times as long, and float32 is another path already.
        settings.KeepPlain(Path.GetDirectoryName(reference.Folder.GraphPath)!, packed: reference.Arithmetic == Arithmetic.Int8Activations);
        var env = new OrtEnv(library);
        try
        {
            return new(reference.Folder, KvMode.Copied, env, new OrtSession(env, settings, reference.Graph), SessionMemory.OnHost(library), library.Describe(threads));
        }
        catch
        {
            env.Dispose();
            throw;
        }
    }

    /// <summary>Allocates everything that generating a batch of sequences needs.</summary>
    /// <param name="capacity">Most tokens of each, prompt and generated together; at most the model's positions.</param>
    /// <param name="batch">Sequences side by side.</param>
    /// <exception cref="InsufficientMemoryException">There is no room; the message says for what and how many bytes.</exception>
    public IInferenceSession CreateSession(int capacity, int batch = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, folder.Geometry.Positions);
        return new OrtGenerationSession(session, folder, kv, memory, capacity, batch);
    }

    /// <summary>
    /// Makes the runtime give back what earlier sessions made it hold, so that the next one's memory is its own. Untimed:
    /// it takes a run of the shortest input.
    /// </summary>
    /// <exception cref="OrtException">The runtime refuses it.</exception>
    public void ReleaseUnused()
    {
        using var shrinking = OrtRunOptions.Shrinking(session.Library, memory.Arenas);
        var (batch, tokens) = (folder.Interface.FixedBatch ?? 1, folder.Interface.FixedTokens ?? 1);
        using var least = new OrtGenerationSession(session, folder, kv, memory, tokens, batch);
        least.StagePrompt(new int[batch * tokens]);
        least.Run(shrinking);
    }

    /// <summary>Has the runtime write the profile that the session was opened with.</summary>
    /// <exception cref="OrtException">It does not.</exception>
    public void EndProfiling() => session.EndProfiling();

    /// <summary>Which nodes run where: of a prompt and, where graph and runtime can, of a decode step. Untimed.</summary>
    /// <param name="prompt">[batch x tokens] ids; the batch is the graph's, where it takes one only.</param>
    /// <returns>What ran.</returns>
    /// <exception cref="InsufficientMemoryException">An older runtime would need a second session, and there is no room.</exception>
    /// <exception cref="InvalidDataException">What the runtime tells cannot be read.</exception>
    internal GraphRuns Profile(ReadOnlySpan<int> prompt)
    {
        var profile = new GraphProfile(folder, kv, memory);
        if (session.Library.ProfilesRuns)
            return profile.OfRuns(session, prompt);
        using var again = settings?.Invoke() ?? throw new NotSupportedException("the graph is not that of a file");
        return profile.OfSecondSession(env, again, prompt);
    }

    GraphRuns IEngineModel.Profile(ReadOnlySpan<int> prompt) => Profile(prompt);

    ArenaUse? IEngineModel.Arena() => Arena();

    public void Dispose()
    {
        memory.Dispose();
        session.Dispose();
        env.Dispose();
    }

    private static bool UsesFloat16(ModelFolder folder) =>
        folder.Interface.LogitsType == FloatType.Float16
        || folder.Interface.CacheType == FloatType.Float16
        || folder.Info.Precision?.EndsWith("16", StringComparison.Ordinal) == true;
}
