using InferBench.Runner.Models.Onnx;

namespace InferBench.Runner.Models.Synthesis;

/// <summary>Places tensors in the data file, each on a page of its own, and computes any part of that file.</summary>
internal sealed class DataLayout
{
    /// <summary>Every tensor starts at a multiple of this, so that it can be mapped into memory as it is.</summary>
    public const int Alignment = 4096;

    private readonly List<StoredTensor> tensors = [];

    public IReadOnlyList<StoredTensor> Tensors => tensors;

    /// <summary>Bytes of the file: the end of the last tensor.</summary>
    public long Length { get; private set; }

    public void Add(string name, ElementType type, IReadOnlyList<long> shape, TensorContent content)
    {
        long offset = (Length + Alignment - 1) / Alignment * Alignment;
        StoredTensor tensor = new(name, type, shape, offset, content);
        tensors.Add(tensor);
        Length = offset + tensor.Bytes;
    }

    /// <summary>Computes the bytes at <paramref name="offset"/>, a multiple of <see cref="Alignment"/>.</summary>
    public void Fill(long offset, Span<byte> destination)
    {
        destination.Clear();
        long end = offset + destination.Length;
        for (int i = IndexAt(offset); i < tensors.Count && tensors[i].Offset < end; i++)
        {
            StoredTensor tensor = tensors[i];
            long from = Math.Max(offset, tensor.Offset);
            long to = Math.Min(end, tensor.Offset + tensor.Bytes);
            if (from < to)
                tensor.Content(from - tensor.Offset, destination[(int)(from - offset)..(int)(to - offset)]);
        }
    }

    /// <summary>The last tensor that starts at or before <paramref name="offset"/>.</summary>
    private int IndexAt(long offset)
    {
        int low = 0, high = tensors.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (tensors[middle].Offset <= offset)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }
}
