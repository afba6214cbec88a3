using InferBench.Runner.Models;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>Names, type and shape [batch, heads, positions, head size] of a graph's key and value tensors.</summary>
/// <param name="Tensors">One entry per key tensor and per value tensor of every layer.</param>
/// <param name="Type">Type of the elements.</param>
/// <param name="Batch">Sequences side by side.</param>
/// <param name="Heads">Key and value heads.</param>
/// <param name="HeadSize">Elements of one head.</param>
internal sealed record KvLayout(IReadOnlyList<KvTensor> Tensors, FloatType Type, int Batch, int Heads, int HeadSize)
{
    public static KvLayout Of(ModelFolder model, int batch) => new(
        [.. model.Interface.Caches.SelectMany(c => new[] { KvTensor.Of(c.PastKey, c.PresentKey), KvTensor.Of(c.PastValue, c.PresentValue) })],
        model.Interface.CacheType,
        batch,
        model.Geometry.KvHeads,
        model.Geometry.HeadSize);

    /// <summary>Bytes of one tensor; may be more than any machine has.</summary>
    public Int128 Bytes(int positions) => (Int128)Batch * Heads * positions * HeadSize * Type.Bytes();
}

/// <summary>An input and the output that continues it, named as <see cref="OrtIoBinding.Name"/> does.</summary>
internal sealed record KvTensor(byte[] Past, byte[] Present)
{
    public static KvTensor Of(string past, string present) => new(OrtIoBinding.Name(past), OrtIoBinding.Name(present));
}
