namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>
/// Past and present are one buffer of full length, bound once: a run only writes the new positions. The runtime sees the
/// sharing by the equal address. Nothing behind the valid positions is ever read, so starting over clears nothing.
/// </summary>
internal sealed class SharedKvCache : KvCache
{
    public SharedKvCache(OrtIoBinding binding, OrtMemoryInfo memory, KvLayout layout, int capacity)
    {
        foreach (var tensor in layout.Tensors)
        {
            using var value = new OrtValue(
                memory, Allocate(layout, capacity), OrtElementType.Float, 1, layout.Heads, capacity, layout.HeadSize);
            binding.Input(tensor.Past, value);
            binding.Output(tensor.Present, value);
        }
    }

    public override void Bind(int past, int total)
    {
    }
}
