using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace InferBench.Runner.Models.Synthesis;

/// <summary>Computes elements of a tensor, <paramref name="first"/> being the number of the first one wanted.</summary>
internal delegate void FloatContent(long first, Span<float> destination);

internal static class FloatContents
{
    private const int BatchElements = 2048;

    /// <summary>The elements as they are stored; float16 is rounded to nearest, ties to even.</summary>
    public static TensorContent StoredAs(this FloatContent content, FloatType type) => type == FloatType.Float32
        ? (start, destination, _) => content(start / sizeof(float), MemoryMarshal.Cast<byte, float>(destination))
        : (start, destination, _) => FillHalves(content, start / FloatType.Float16.Bytes(), MemoryMarshal.Cast<byte, Half>(destination));

    private static void FillHalves(FloatContent content, long first, Span<Half> destination)
    {
        Span<float> batch = stackalloc float[BatchElements];
        while (!destination.IsEmpty)
        {
            Span<float> part = batch[..Math.Min(BatchElements, destination.Length)];
            content(first, part);
            TensorPrimitives.ConvertToHalf(part, destination);
            destination = destination[part.Length..];
            first += part.Length;
        }
    }
}
