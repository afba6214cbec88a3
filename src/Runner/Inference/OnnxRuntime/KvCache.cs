namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>
/// Keys and values of every layer, [1, kv heads, positions, head size] each, bound to the graph's past inputs and
/// present outputs.
/// </summary>
internal abstract class KvCache : IDisposable
{
    private readonly List<NativeBuffer> buffers = [];

    /// <summary>Binds for a run that finds <paramref name="past"/> positions and leaves <paramref name="total"/>.</summary>
    public abstract void Bind(int past, int total);

    public void Dispose() => buffers.ForEach(buffer => buffer.Dispose());

    /// <summary>Memory for one tensor, released with the cache.</summary>
    protected NativeBuffer Allocate(long bytes)
    {
        var buffer = new NativeBuffer(bytes);
        buffers.Add(buffer);
        return buffer;
    }
}

/// <summary>Names and shape of a graph's key and value tensors.</summary>
/// <param name="Tensors">One entry per key tensor and per value tensor of every layer.</param>
/// <param name="Heads">G: key and value heads.</param>
/// <param name="HeadSize">D: elements of one head.</param>
/// <param name="Type">Type of the elements.</param>
internal sealed record KvLayout(IReadOnlyList<KvTensor> Tensors, int Heads, int HeadSize, OrtElementType Type)
{
    /// <summary>Bytes of one tensor.</summary>
    public long Bytes(int positions) => (long)Heads * positions * HeadSize * Type.Size();
}

/// <summary>An input and the output that continues it, named as <see cref="OrtIoBinding.Name"/> does.</summary>
internal sealed record KvTensor(byte[] Past, byte[] Present);
