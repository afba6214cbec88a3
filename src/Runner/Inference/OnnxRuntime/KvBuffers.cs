namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>One buffer for each key tensor and each value tensor.</summary>
internal sealed class KvBuffers : IDisposable
{
    private readonly NativeBuffer[] buffers;

    public KvBuffers(KvLayout layout, int positions)
    {
        Positions = positions;
        buffers = new NativeBuffer[layout.Tensors.Count];
        try
        {
            for (int i = 0; i < buffers.Length; i++)
                buffers[i] = new NativeBuffer((long)layout.Bytes(positions));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Positions of each sequence that there is room for.</summary>
    public int Positions { get; }

    public NativeBuffer this[int tensor] => buffers[tensor];

    public void Dispose()
    {
        foreach (var buffer in buffers)
            buffer?.Dispose();
    }
}
