using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models;
using InferBench.Runner.Records;

namespace InferBench.Runner.Inference.GenAi;

/// <summary>A model loaded into onnxruntime-genai.</summary>
public sealed class OgaModel : IEngineModel
{
    private readonly ModelFolder folder;
    private readonly OgaNativeModel model;
    private readonly IReadOnlySet<int> ends;

    private OgaModel(ModelFolder folder, OgaNativeModel model, IReadOnlySet<int> ends, EngineInfo engine) =>
        (this.folder, this.model, this.ends, Engine) = (folder, model, ends, engine);

    /// <inheritdoc/>
    public EngineInfo Engine { get; }

    /// <summary>Refuses a model that the library would not take, as far as that is known without trying it.</summary>
    /// <exception cref="BadInputException">It has no genai_config.json, or one that would bring native code of its own.</exception>
    public static void RequireConfig(ModelFolder folder) => OgaConfigFile.Require(folder);

    /// <summary>Reads the config, the graph and its weights and prepares them to run.</summary>
    /// <param name="library">The loaded library.</param>
    /// <param name="folder">The model.</param>
    /// <param name="threads">Threads that share the work of one operator, 1 or more; the calling thread is one of them.</param>
    /// <param name="options">Settings of the session; null keeps the config's.</param>
    /// <param name="device">Where it is to run; what the device's provider cannot run, the runtime puts on the CPU.</param>
    /// <exception cref="BadInputException">The model has no genai_config.json, or one that would bring native code of its own.</exception>
    /// <exception cref="OgaException">The library refuses the model.</exception>
    public static OgaModel Open(OgaLibrary library, ModelFolder folder, int threads, SessionOptions? options = null, string device = "cpu")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var provider = OrtProvider.Of(device).AmongListed(library.Runtime.Providers);
        string path = OgaConfigFile.Require(folder), from = Path.GetDirectoryName(path)!;
        using var config = new OgaConfig(library, from);
        config.Overlay(Path.GetRelativePath(from, folder.GraphPath), threads, options);
        config.Use(provider, options?.OfProvider(device) ?? []);
        var engine = library.Describe(threads, provider.Name) with { Kv = folder.Interface.SharesCache ? "shared" : "copied" };
        return new(folder, new OgaNativeModel(config), OgaConfigFile.Ends(path), engine);
    }

    /// <summary>Allocates everything that generating a batch of sequences needs, keys and values among it.</summary>
    /// <param name="length">Tokens of each, prompt and generated together; at most the model's positions.</param>
    /// <param name="batch">Sequences side by side.</param>
    /// <exception cref="OgaException">The library refuses it, or there is no room.</exception>
    public OgaGenerator CreateGenerator(int length, int batch = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, folder.Geometry.Positions);
        return new(model, length, batch, folder.Interface.SharesCache);
    }

    /// <inheritdoc/>
    public IInferenceSession CreateSession(int capacity, int batch = 1) =>
        new OgaSession(CreateGenerator(capacity, batch), capacity, folder.Geometry.Vocabulary);

    /// <summary>Whether the library's own loop chooses the most likely tokens of the logits it has. Untimed.</summary>
    /// <param name="prompt">Token ids of one sequence.</param>
    /// <param name="steps">Tokens to generate after it.</param>
    /// <param name="batch">Sequences side by side, all with the same prompt.</param>
    /// <returns>What is wrong; null where nothing is.</returns>
    internal string? FindWrongChoice(ReadOnlySpan<int> prompt, int steps, int batch)
    {
        int vocabulary = folder.Geometry.Vocabulary;
        var logits = new float[batch * vocabulary];
        var chosen = new int[batch];
        using var generator = CreateGenerator(prompt.Length + steps, batch);
        generator.Append([.. Enumerable.Repeat(prompt.ToArray(), batch).SelectMany(ids => ids)]);
        for (int step = 0; step < steps; step++)
        {
            generator.CopyLogits(logits);
            generator.Generate(chosen);
            if (GreedyChoice.Fault(logits.AsSpan(0, vocabulary), chosen[0], ends) is { } fault)
                return fault;
        }

        return null;
    }

    /// <summary>The library has no way to give back what ONNX Runtime keeps after a generator is gone.</summary>
    public void ReleaseUnused()
    {
    }

    /// <inheritdoc/>
    GraphRuns IEngineModel.Profile(ReadOnlySpan<int> prompt)
    {
        int batch = folder.Interface.FixedBatch ?? 1, tokens = prompt.Length / batch;
        bool decodes = batch == 1 && folder.Interface.FixedTokens is null or 1 && tokens < folder.Geometry.Positions;
        using var generator = CreateGenerator(tokens + (decodes ? 1 : 0), batch);
        var first = Profiled(generator, prompt);
        return new(decodes ? [first, Profiled(generator, prompt[..1])] : [first]);
    }

    /// <summary>The library does not tell.</summary>
    public long? FreeDeviceBytes => null;

    // Nor what its sessions' arenas hold.
    ArenaUse? IEngineModel.Arena() => null;

    public void Dispose() => model.Dispose();

    private static IReadOnlyList<ProfiledNode> Profiled(OgaGenerator generator, ReadOnlySpan<int> ids)
    {
        using var file = new ProfileFolder();
        generator.Profile(file.Prefix);
        generator.Append(ids);
        generator.Profile(null);
        return file.Read();
    }
}
