namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>
/// Past and present are one buffer of full length, bound once: a run only writes the new positions. The runtime sees the
/// sharing by the equal address, so the buffer has to lie where the session wants it: it would copy it otherwise. Nothing
/// behind the valid positions is ever read, so going back clears nothing.
/// </summary>
internal sealed class SharedKvCache : KvCache
{
    private readonly KvBuffers buffers;

    public SharedKvCache(OrtIoBinding binding, SessionMemory memory, KvLayout layout, int capacity)
        : base(layout)
    {
        buffers = new KvBuffers(layout, capacity, memory.Device);
        for (int i = 0; i < layout.Tensors.Count; i++)
        {
            using var value = new OrtValue(
                memory.Device?.Info ?? memory.Host, buffers[i], layout.Type.Element(), layout.Batch, layout.Heads, capacity, layout.HeadSize);
            binding.Input(layout.Tensors[i].Past, value);
            binding.Output(layout.Tensors[i].Present, value);
        }
    }

    public override void Bind(int past, int total)
    {
    }

    public override void Keep(int positions)
    {
    }

    public override void Rewind()
    {
    }

    public override void Dispose() => buffers.Dispose();
}
