using InferBench.Runner.Models;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>Names and shape of a graph's key and value tensors.</summary>
/// <param name="Tensors">One entry per key tensor and per value tensor of every layer.</param>
/// <param name="Heads">Key and value heads.</param>
/// <param name="HeadSize">Elements of one head.</param>
internal sealed record KvLayout(IReadOnlyList<KvTensor> Tensors, int Heads, int HeadSize)
{
    public static KvLayout Of(ModelFolder model) => new(
        [.. model.Interface.Caches.SelectMany(c => new[] { KvTensor.Of(c.PastKey, c.PresentKey), KvTensor.Of(c.PastValue, c.PresentValue) })],
        model.Geometry.KvHeads,
        model.Geometry.HeadSize);
}

/// <summary>An input and the output that continues it, named as <see cref="OrtIoBinding.Name"/> does.</summary>
internal sealed record KvTensor(byte[] Past, byte[] Present)
{
    public static KvTensor Of(string past, string present) => new(OrtIoBinding.Name(past), OrtIoBinding.Name(present));
}
