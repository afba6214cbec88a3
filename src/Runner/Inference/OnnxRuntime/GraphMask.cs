namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>
/// An attention mask of the cache's full length, in one place for good: a captured graph reads there and nowhere else. Attention
/// counts its ones, so that of a step has as many as there are tokens with it.
/// </summary>
internal sealed unsafe class GraphMask : IDisposable
{
    private readonly DeviceMemory device;
    private readonly NativeBuffer staging;
    private readonly DeviceBuffer mask;
    private readonly OrtValue value;
    private readonly int batch;
    private readonly int capacity;
    private int ones;
    private bool grown;

    public GraphMask(DeviceMemory device, int batch, int capacity)
    {
        this.device = device;
        this.batch = batch;
        this.capacity = capacity;
        staging = new NativeBuffer((long)batch * capacity * sizeof(long));
        mask = device.Allocate((long)staging.Bytes);
        value = new OrtValue(device.Info, mask, OrtElementType.Int64, batch, capacity);
    }

    /// <summary>What to bind.</summary>
    public OrtValue Value => value;

    /// <summary>Lets the next run see this many tokens. One more than the last is left to <see cref="Send"/>; untimed else.</summary>
    public void Stage(int tokens)
    {
        if (tokens == ones + 1)
            grown = true;
        else if (tokens != ones)
            Rewrite(tokens);
    }

    /// <summary>Puts a staged step where the graph reads it, before the next write to the device ends.</summary>
    public void Send()
    {
        if (!grown)
            return;
        device.SetColumn(mask, ones, capacity, 1, batch);
        ones++;
        grown = false;
    }

    public void Dispose()
    {
        value.Dispose();
        mask.Dispose();
        staging.Dispose();
    }

    private void Rewrite(int tokens)
    {
        for (int i = 0; i < batch; i++)
        {
            Span<long> row = new((long*)staging.Pointer + ((nint)i * capacity), capacity);
            row[..tokens].Fill(1);
            row[tokens..].Clear();
        }

        device.Write(staging, mask, (long)staging.Bytes);
        ones = tokens;
        grown = false;
    }
}
