namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>
/// Keys and values of every layer, float32 [1, kv heads, positions, head size] each, bound to the graph's past inputs
/// and present outputs.
/// </summary>
internal abstract class KvCache : IDisposable
{
    private readonly List<NativeBuffer> buffers = [];

    /// <summary>Binds for a run that finds <paramref name="past"/> positions and leaves <paramref name="total"/>.</summary>
    public abstract void Bind(int past, int total);

    public void Dispose() => buffers.ForEach(buffer => buffer.Dispose());

    /// <summary>Memory for one tensor, released with the cache.</summary>
    protected NativeBuffer Allocate(KvLayout layout, int positions)
    {
        var buffer = new NativeBuffer((long)layout.Heads * positions * layout.HeadSize * sizeof(float));
        buffers.Add(buffer);
        return buffer;
    }
}
