using System.Runtime.InteropServices;

namespace InferBench.Runner.Models.Synthesis;

/// <summary>
/// The same random matrix as a <see cref="DenseMatrix"/>, in 4-bit blocks along each row. Blocks and scales are computed
/// apart, each from the weights: generating twice is cheaper than keeping either.
/// </summary>
internal sealed class QuantizedMatrix(RandomTensor values, long columns, int blockSize)
{
    // Small enough for the first-level cache, large enough that one block's rounding overlaps the next one's.
    private const int BatchElements = 2048;

    private readonly bool wholeBlocks = columns % blockSize == 0;

    /// <summary>Blocks of one row; the last one may be filled up with zeros.</summary>
    public long BlocksPerRow { get; } = (columns + blockSize - 1) / blockSize;

    public int BytesPerBlock { get; } = blockSize / 2;

    /// <summary>uint8 [rows, blocks, block bytes].</summary>
    public void FillBlocks(long start, Span<byte> destination)
    {
        Span<float> batch = stackalloc float[BatchElements];
        long index = start / BytesPerBlock;
        for (; !destination.IsEmpty; index += BatchElements / blockSize)
        {
            int count = Math.Min(BatchElements / blockSize, destination.Length / BytesPerBlock);
            Generate(index, batch[..(count * blockSize)]);
            for (int i = 0; i < count; i++)
            {
                Span<float> block = batch.Slice(i * blockSize, blockSize);
                Int4Blocks.Pack(block, Int4Blocks.Scale(block), destination.Slice(i * BytesPerBlock, BytesPerBlock));
            }

            destination = destination[(count * BytesPerBlock)..];
        }
    }

    /// <summary>float32 [rows, blocks].</summary>
    public void FillScales(long start, Span<byte> destination)
    {
        Span<float> batch = stackalloc float[BatchElements];
        Span<float> scales = MemoryMarshal.Cast<byte, float>(destination);
        long index = start / sizeof(float);
        for (; !scales.IsEmpty; index += BatchElements / blockSize)
        {
            int count = Math.Min(BatchElements / blockSize, scales.Length);
            Generate(index, batch[..(count * blockSize)]);
            for (int i = 0; i < count; i++)
                scales[i] = Int4Blocks.Scale(batch.Slice(i * blockSize, blockSize));
            scales = scales[count..];
        }
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
