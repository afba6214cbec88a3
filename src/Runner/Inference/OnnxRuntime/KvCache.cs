namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>Keys and values of every layer, bound to the graph's past inputs and present outputs.</summary>
internal abstract class KvCache(KvLayout layout) : IDisposable
{
    protected KvLayout Layout { get; } = layout;

    /// <exception cref="InsufficientMemoryException">There is no room for it.</exception>
    public static KvCache Create(OrtIoBinding binding, SessionMemory memory, KvLayout layout, KvMode mode, int capacity) =>
        MemoryClaim.Allocate<KvCache>(
            $"the KV cache of batch {layout.Batch} x {capacity} tokens",
            layout.Bytes(capacity) * layout.Tensors.Count * (mode == KvMode.Shared ? 1 : 2),
            () => mode == KvMode.Shared
                ? new SharedKvCache(binding, memory, layout, capacity)
                : new CopiedKvCache(binding, memory.Host, layout, capacity),
            mode == KvMode.Shared ? memory.Device : null);

    /// <summary>Binds for a run that finds <paramref name="past"/> positions and leaves <paramref name="total"/>.</summary>
    public abstract void Bind(int past, int total);

    /// <summary>Remembers the first <paramref name="positions"/> positions, which are all that are valid.</summary>
    /// <exception cref="InsufficientMemoryException">There is no room to remember them.</exception>
    public abstract void Keep(int positions);

    /// <summary>The next run continues what was kept, or nothing.</summary>
    public abstract void Rewind();

    public abstract void Dispose();
}
