using System.Runtime.InteropServices;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>
/// Past and present are two buffers that swap roles: every run copies all past positions into the present. What is kept
/// has a third buffer, which is only ever a past. For graphs that cannot share one buffer, and to check those that can. All lie
/// in the host's memory: a session on another device copies the past there when it is bound, and the present back.
/// </summary>
internal sealed unsafe class CopiedKvCache : KvCache
{
    private readonly OrtIoBinding binding;
    private readonly OrtMemoryInfo memory;
    private readonly KvBuffers even;
    private readonly KvBuffers odd;
    private KvBuffers? kept;
    private KvBuffers current;

    public CopiedKvCache(OrtIoBinding binding, OrtMemoryInfo memory, KvLayout layout, int capacity)
        : base(layout)
    {
        this.binding = binding;
        this.memory = memory;
        even = new KvBuffers(layout, capacity);
        try
        {
            odd = new KvBuffers(layout, capacity);
        }
        catch
        {
            even.Dispose();
            throw;
        }
        current = even;
    }

    public override void Bind(int past, int total)
    {
        var target = current == even ? odd : even;
        var type = Layout.Type.Element();
        for (int i = 0; i < Layout.Tensors.Count; i++)
        {
            var tensor = Layout.Tensors[i];
            binding.Input(tensor.Past, memory, current[i], type, Layout.Batch, Layout.Heads, past, Layout.HeadSize);
            binding.Output(tensor.Present, memory, target[i], type, Layout.Batch, Layout.Heads, total, Layout.HeadSize);
        }
        current = target;
    }

    public override void Keep(int positions)
    {
        if (current == kept)
            return;
        if (kept is null || kept.Positions < positions)
        {
            kept?.Dispose();
            kept = null;
            kept = MemoryClaim.Allocate(
                $"the kept KV cache of batch {Layout.Batch} x {positions} tokens",
                Layout.Bytes(positions) * Layout.Tensors.Count,
                () => new KvBuffers(Layout, positions));
        }
        var bytes = (nuint)(long)Layout.Bytes(positions);
        for (int i = 0; i < Layout.Tensors.Count; i++)
            NativeMemory.Copy(current[i].Pointer, kept[i].Pointer, bytes);
    }

    public override void Rewind() => current = kept ?? current;

    public override void Dispose()
    {
        even.Dispose();
        odd.Dispose();
        kept?.Dispose();
    }
}
