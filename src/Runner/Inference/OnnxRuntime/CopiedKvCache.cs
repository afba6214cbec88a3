namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>
/// Past and present are two buffers that swap roles: every run copies all past positions into the present. For graphs
/// that cannot share one buffer, and to check those that can.
/// </summary>
internal sealed class CopiedKvCache : KvCache
{
    private readonly OrtIoBinding binding;
    private readonly OrtMemoryInfo memory;
    private readonly KvLayout layout;
    private NativeBuffer[] source;
    private NativeBuffer[] target;

    public CopiedKvCache(OrtIoBinding binding, OrtMemoryInfo memory, KvLayout layout, int capacity)
    {
        this.binding = binding;
        this.memory = memory;
        this.layout = layout;
        source = [.. layout.Tensors.Select(_ => Allocate(layout, capacity))];
        target = [.. layout.Tensors.Select(_ => Allocate(layout, capacity))];
    }

    public override void Bind(int past, int total)
    {
        (source, target) = (target, source);
        for (int i = 0; i < target.Length; i++)
        {
            var tensor = layout.Tensors[i];
            binding.Input(tensor.Past, memory, source[i], OrtElementType.Float, 1, layout.Heads, past, layout.HeadSize);
            binding.Output(tensor.Present, memory, target[i], OrtElementType.Float, 1, layout.Heads, total, layout.HeadSize);
        }
    }
}
