using InferBench.Runner.Models.Onnx;

namespace InferBench.Runner.Models.Synthesis;

/// <summary>Computes the bytes of a tensor from <paramref name="start"/> on; called from several threads.</summary>
/// <param name="start">Bytes before the first one wanted, a multiple of <see cref="DataLayout.Alignment"/>.</param>
/// <param name="destination">Whole elements, and whole blocks of quantised weights.</param>
/// <param name="scales">Scales of these blocks; empty where there are none.</param>
internal delegate void TensorContent(long start, Span<byte> destination, Span<byte> scales);

/// <summary>A tensor of the data file: what it is called, where it lies and how its bytes are made.</summary>
internal sealed record StoredTensor(string Name, ElementType Type, IReadOnlyList<long> Shape, long Offset)
{
    public long Bytes { get; } = Shape.Aggregate((long)Type.Size()!, (a, b) => a * b);

    /// <summary>Null for scales: they come with their blocks.</summary>
    public TensorContent? Content { get; init; }

    /// <summary>The tensor that <see cref="Content"/> fills beside this one.</summary>
    public StoredTensor? Scales { get; init; }
}
