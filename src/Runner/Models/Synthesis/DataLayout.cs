using InferBench.Runner.Models.Onnx;

namespace InferBench.Runner.Models.Synthesis;

/// <summary>Places tensors in the data file, each on a page of its own.</summary>
internal sealed class DataLayout
{
    /// <summary>Every tensor starts at a multiple of this, so that it can be mapped into memory as it is.</summary>
    public const int Alignment = 4096;

    private readonly List<StoredTensor> tensors = [];

    public IReadOnlyList<StoredTensor> Tensors => tensors;

    /// <summary>Bytes of the file: the end of the last tensor.</summary>
    public long Length => tensors.Count == 0 ? 0 : tensors[^1].Offset + tensors[^1].Bytes;

    public void Add(string name, ElementType type, IReadOnlyList<long> shape, TensorContent content) =>
        tensors.Add(new StoredTensor(name, type, shape, Aligned(Length)) { Content = content });

    /// <summary>Adds blocks of quantised weights and, behind them, the scales that are made with them.</summary>
    public void AddQuantized(
        string blocks, IReadOnlyList<long> shape, string scales, ElementType scaleType, TensorContent content)
    {
        StoredTensor main = new(blocks, ElementType.UInt8, shape, Aligned(Length));
        StoredTensor beside = new(scales, scaleType, [shape[0], shape[1]], Aligned(main.Offset + main.Bytes));
        tensors.Add(main with { Content = content, Scales = beside });
        tensors.Add(beside);
    }

    private static long Aligned(long offset) => (offset + Alignment - 1) / Alignment * Alignment;
}
