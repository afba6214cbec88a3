using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Records;

namespace InferBench.Runner.Inference;

/// <summary>A model that an engine has loaded.</summary>
internal interface IEngineModel : IDisposable
{
    /// <summary>The engine as it was set up.</summary>
    EngineInfo Engine { get; }

    /// <summary>Allocates everything that feeding given tokens to a batch of sequences needs.</summary>
    /// <param name="capacity">Most tokens of each, prompt and generated together; at most the model's positions.</param>
    /// <param name="batch">Sequences side by side.</param>
    /// <exception cref="InsufficientMemoryException">There is no room; the message says for what and how many bytes.</exception>
    /// <exception cref="EngineException">The engine refuses it.</exception>
    IInferenceSession CreateSession(int capacity, int batch = 1);

    /// <summary>Makes the engine give back what earlier sessions made it hold, as far as it can. Untimed.</summary>
    /// <exception cref="EngineException">The engine refuses to run at all.</exception>
    void ReleaseUnused();

    /// <summary>Which nodes run where: of a prompt and, where graph and runtime can, of a decode step. Untimed.</summary>
    /// <param name="prompt">[batch x tokens] ids; the batch is the graph's, where it takes one only.</param>
    /// <returns>The nodes of each run, in their order.</returns>
    /// <exception cref="InsufficientMemoryException">An older runtime would need a second session, and there is no room.</exception>
    /// <exception cref="InvalidDataException">What the runtime tells cannot be read.</exception>
    GraphRuns Profile(ReadOnlySpan<int> prompt);

    /// <summary>Bytes of the device that are free; null where it is the host, or nobody tells.</summary>
    long? FreeDeviceBytes { get; }

    /// <summary>What the engine's arena holds of the memory that the model runs in; null where it does not tell.</summary>
    ArenaUse? Arena();
}
