namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>
/// An input int64 [batch, new tokens] with room for a prompt that fills the cache. For one token of each sequence it is
/// bound once; after that the values are written in place.
/// </summary>
internal sealed unsafe class TokenInput : IDisposable
{
    private readonly OrtIoBinding binding;
    private readonly OrtMemoryInfo memory;
    private readonly byte[] name;
    private readonly int batch;
    private readonly NativeBuffer buffer;
    private int bound;

    public TokenInput(OrtIoBinding binding, OrtMemoryInfo memory, string name, int batch, int capacity)
    {
        this.binding = binding;
        this.memory = memory;
        this.name = OrtIoBinding.Name(name);
        this.batch = batch;
        buffer = new NativeBuffer((long)batch * capacity * sizeof(long));
    }

    /// <summary>Binds for this many new tokens of each sequence.</summary>
    /// <returns>[batch, tokens] to be filled by the caller.</returns>
    public Span<long> Bind(int tokens)
    {
        if (tokens != bound)
        {
            binding.Input(name, memory, buffer, OrtElementType.Int64, batch, tokens);
            bound = tokens;
        }
        return new(buffer.Pointer, batch * tokens);
    }

    public void Dispose() => buffer.Dispose();
}
