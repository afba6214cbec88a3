using System.Runtime.InteropServices;

namespace InferBench.Runner.Models.Synthesis;

/// <summary>
/// The same random matrix as a <see cref="DenseMatrix"/>, in blocks along each row: every weight is generated once and
/// gives its block's integers and scale together.
/// </summary>
internal sealed class QuantizedMatrix(RandomTensor values, long columns, int blockSize, int bits, FloatType scaleType)
{
    // Small enough for the first-level cache, large enough that one block's rounding overlaps the next one's.
    private const int BatchElements = 2048;

    private readonly bool wholeBlocks = columns % blockSize == 0;

    /// <summary>Blocks of one row; the last one may be filled up with zeros.</summary>
    public long BlocksPerRow { get; } = (columns + blockSize - 1) / blockSize;

    public int BytesPerBlock { get; } = blockSize * bits / 8;

    /// <summary>Computes blocks and their scales: <see cref="TensorContent"/> of uint8 [rows, blocks, block bytes].</summary>
    /// <param name="start">Bytes before the first one wanted.</param>
    /// <param name="destination">Whole blocks.</param>
    /// <param name="scales">Their scales, of <paramref name="destination"/>'s [rows, blocks].</param>
    public void Fill(long start, Span<byte> destination, Span<byte> scales)
    {
        Span<float> batch = stackalloc float[BatchElements];
        int scaleBytes = scaleType.Bytes();
        for (long index = start / BytesPerBlock; !destination.IsEmpty; index += BatchElements / blockSize)
        {
            int count = Math.Min(BatchElements / blockSize, destination.Length / BytesPerBlock);
            Generate(index, batch[..(count * blockSize)]);
            for (int i = 0; i < count; i++)
            {
                Span<float> block = batch.Slice(i * blockSize, blockSize);
                float scale = Store(QuantizedBlock.Scale(block, bits), scales[(i * scaleBytes)..]);
                QuantizedBlock.Pack(block, bits, scale, destination.Slice(i * BytesPerBlock, BytesPerBlock));
            }

            destination = destination[(count * BytesPerBlock)..];
            scales = scales[(count * scaleBytes)..];
        }
    }

    /// <summary>Writes a scale and returns what a reader of it will see.</summary>
    private float Store(float scale, Span<byte> destination)
    {
        if (scaleType == FloatType.Float32)
        {
            MemoryMarshal.Write(destination, scale);
            return scale;
        }

        Half rounded = (Half)scale;
        MemoryMarshal.Write(destination, rounded);
        return (float)rounded;
    }

    /// <summary>Generates whole blocks, the first of them number <paramref name="index"/>.</summary>
    private void Generate(long index, Span<float> blocks)
    {
        if (wholeBlocks)
        {
            values.Fill(blocks, index * blockSize, 1);
            return;
        }

        for (; !blocks.IsEmpty; blocks = blocks[blockSize..], index++)
        {
            (long row, long part) = Math.DivRem(index, BlocksPerRow);
            int count = (int)Math.Min(blockSize, columns - (part * blockSize));
            values.Fill(blocks[..count], (row * columns) + (part * blockSize), 1);
            blocks[count..blockSize].Clear();
        }
    }
}
