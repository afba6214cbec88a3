namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>
/// An input int64 [batch, new tokens] with room for a prompt that fills the cache. For one token of each sequence it is
/// bound once; after that the values are written in place, or sent to the device's copy of them.
/// </summary>
internal sealed unsafe class TokenInput : IDisposable
{
    private readonly OrtIoBinding binding;
    private readonly byte[] name;
    private readonly int batch;
    private readonly NativeBuffer staging;
    private readonly OrtMemoryInfo host;
    private readonly DeviceMemory? device;
    private readonly DeviceBuffer? target;
    private readonly bool binds;
    private int staged;
    private int bound;

    public TokenInput(OrtIoBinding binding, SessionMemory memory, string name, int batch, int capacity)
    {
        this.binding = binding;
        this.name = OrtIoBinding.Name(name);
        this.batch = batch;
        host = memory.Host;
        device = memory.DeviceOf(name) is { CanWrite: true } writable ? writable : null;
        binds = device is null && memory.CopiesWhenBound;
        staging = new NativeBuffer(Bytes(capacity));
        target = device?.Allocate(Bytes(capacity));
    }

    /// <summary>Makes room for this many new tokens of each sequence.</summary>
    /// <returns>[batch, tokens] to be filled by the caller and sent.</returns>
    public Span<long> Stage(int tokens)
    {
        staged = tokens;
        if (!binds && tokens != bound)
            Bind();
        return new(staging.Pointer, batch * tokens);
    }

    /// <summary>Puts what was staged where the next run reads it: where that is the host's memory, it is there already.</summary>
    public void Send()
    {
        if (binds)
            Bind();
        else
            device?.Write(staging, target!, Bytes(staged));
    }

    public void Dispose()
    {
        target?.Dispose();
        staging.Dispose();
    }

    private long Bytes(int tokens) => (long)batch * tokens * sizeof(long);

    private void Bind()
    {
        if (target is null)
            binding.Input(name, host, staging, OrtElementType.Int64, batch, staged);
        else
            binding.Input(name, device!.Info, target, OrtElementType.Int64, batch, staged);
        bound = staged;
    }
}
