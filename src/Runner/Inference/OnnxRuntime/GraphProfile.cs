using InferBench.Runner.Models;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>Which nodes of a model's graph run where, as the runtime writes down. Untimed: what it writes takes time.</summary>
/// <param name="folder">The model.</param>
/// <param name="kv">How its past and present are bound.</param>
/// <param name="memory">Where the tensors of the open session lie.</param>
internal sealed class GraphProfile(ModelFolder folder, KvMode kv, SessionMemory memory)
{
    /// <summary>Profiles runs of an open session, which is then as it was: a prompt and, where the graph takes single tokens, a decode step.</summary>
    /// <param name="session">The session.</param>
    /// <param name="prompt">[batch x tokens] ids; the batch is the graph's, where it takes one only.</param>
    /// <returns>What ran.</returns>
    /// <exception cref="NotSupportedException">The runtime is too old for that.</exception>
    /// <exception cref="InvalidDataException">What it writes cannot be read.</exception>
    public GraphRuns OfRuns(OrtSession session, ReadOnlySpan<int> prompt)
    {
        int batch = folder.Interface.FixedBatch ?? 1, tokens = prompt.Length / batch;
        bool decodes = folder.Interface.FixedTokens is null or 1 && tokens < folder.Geometry.Positions;
        using var running = new OrtGenerationSession(session, folder, kv, memory, tokens + (decodes ? 1 : 0), batch);
        running.StagePrompt(prompt);
        var first = Run(session.Library, running);
        if (!decodes)
            return new([first]);
        running.StageTokens(prompt[..batch]);
        return new([first, Run(session.Library, running)]) { StepCopies = running.Copies };
    }

    /// <summary>Profiles a prompt in a second session on the same graph, for runtimes that do not profile single runs.</summary>
    /// <param name="env">The runtime's state.</param>
    /// <param name="settings">How the first session was made.</param>
    /// <param name="prompt">[batch x tokens] ids.</param>
    /// <returns>The nodes of the one run.</returns>
    /// <exception cref="InsufficientMemoryException">There is no room for the weights a second time.</exception>
    /// <exception cref="InvalidDataException">What the runtime writes cannot be read.</exception>
    public GraphRuns OfSecondSession(OrtEnv env, OrtSessionOptions settings, ReadOnlySpan<int> prompt)
    {
        // While they are laid out anew there are two copies of them.
        MemoryClaim.Require($"a second copy of the weights, to see where nodes run,", (Int128)folder.Info.Bytes * 2);
        int batch = folder.Interface.FixedBatch ?? 1;
        using var file = new ProfileFolder();
        settings.Profile(file.Prefix);
        using (var session = new OrtSession(env, settings, folder.GraphPath))
        {
            using var running = new OrtGenerationSession(session, folder, kv, memory, prompt.Length / batch, batch);
            running.StagePrompt(prompt);
            running.Run();
            session.EndProfiling();
        }

        return new([file.Read()]);
    }

    private static IReadOnlyList<ProfiledNode> Run(OrtLibrary library, OrtGenerationSession running)
    {
        using var file = new ProfileFolder();
        using (var profiling = OrtRunOptions.Profiling(library, file.Prefix))
            running.Run(profiling);
        return file.Read();
    }
}

/// <summary>What the runtime's profile tells of runs.</summary>
/// <param name="Nodes">The nodes of each run, in their order.</param>
internal sealed record GraphRuns(IReadOnlyList<IReadOnlyList<ProfiledNode>> Nodes)
{
    /// <summary>What the last run, a decode step, copied beside its nodes; null where it was none, or the runtime does not tell.</summary>
    public StepCopies? StepCopies { get; init; }
}
