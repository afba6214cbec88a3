using System.Runtime.InteropServices;

namespace InferBench.Runner.Models.Synthesis;

/// <summary>
/// The same random matrix [rows, columns] as a <see cref="DenseMatrix"/>, in 4-bit blocks along each row. Blocks and
/// scales are computed apart, each from the weights: generating twice is cheaper than keeping either.
/// </summary>
internal sealed class QuantizedMatrix(RandomTensor values, long rows, long columns, int blockSize)
{
    public long Rows => rows;

    /// <summary>Blocks of one row; the last one may be filled up with zeros.</summary>
    public long BlocksPerRow { get; } = (columns + blockSize - 1) / blockSize;

    public int BytesPerBlock { get; } = blockSize / 2;

    /// <summary>uint8 [rows, blocks, block bytes].</summary>
    public void FillBlocks(long start, Span<byte> destination)
    {
        Span<float> block = stackalloc float[blockSize];
        long index = start / BytesPerBlock;
        for (int done = 0; done < destination.Length; done += BytesPerBlock)
        {
            Generate(index++, block);
            Int4Blocks.Pack(block, Int4Blocks.Scale(block), destination.Slice(done, BytesPerBlock));
        }
    }

    /// <summary>float32 [rows, blocks].</summary>
    public void FillScales(long start, Span<byte> destination)
    {
        Span<float> block = stackalloc float[blockSize];
        long index = start / sizeof(float);
        foreach (ref float scale in MemoryMarshal.Cast<byte, float>(destination))
        {
            Generate(index++, block);
            scale = Int4Blocks.Scale(block);
        }
    }

    private void Generate(long index, Span<float> block)
    {
        (long row, long part) = Math.DivRem(index, BlocksPerRow);
        long column = part * blockSize;
        int count = (int)Math.Min(blockSize, columns - column);
        values.Fill(block[..count], (row * columns) + column, 1);
        block[count..].Clear();
    }
}
