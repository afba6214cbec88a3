namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>One buffer for each key tensor and each value tensor.</summary>
internal sealed class KvBuffers : IDisposable
{
    private readonly TensorBuffer[] buffers;

    /// <param name="layout">The tensors.</param>
    /// <param name="positions">Positions of each sequence that there is room for.</param>
    /// <param name="device">Where they are to lie; null for the host's memory.</param>
    public KvBuffers(KvLayout layout, int positions, DeviceMemory? device = null)
    {
        Positions = positions;
        buffers = new TensorBuffer[layout.Tensors.Count];
        long bytes = (long)layout.Bytes(positions);
        try
        {
            // What a masked position holds is multiplied by zero, and must not be NaN.
            using var zeros = device is { CanWrite: true } ? new NativeBuffer(bytes) : null;
            for (int i = 0; i < buffers.Length; i++)
                buffers[i] = device is null ? new NativeBuffer(bytes) : Zeroed(device, bytes, zeros);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Positions of each sequence that there is room for.</summary>
    public int Positions { get; }

    public TensorBuffer this[int tensor] => buffers[tensor];

    public void Dispose()
    {
        foreach (var buffer in buffers)
            buffer?.Dispose();
    }

    private static DeviceBuffer Zeroed(DeviceMemory device, long bytes, NativeBuffer? zeros)
    {
        var buffer = device.Allocate(bytes);
        if (zeros is not null)
            device.Write(zeros, buffer, bytes);
        return buffer;
    }
}
