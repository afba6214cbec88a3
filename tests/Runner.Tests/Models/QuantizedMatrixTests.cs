using System.Runtime.InteropServices;
using InferBench.Runner.Models;
using InferBench.Runner.Models.Synthesis;

namespace InferBench.Runner.Tests.Models;

public sealed class QuantizedMatrixTests
{
    private const int Rows = 5, Columns = 112;

    private static readonly RandomTensor Values = new(3, "w", 0.1);

    [Theory]
    [InlineData(4, 16, FloatType.Float32)]
    [InlineData(4, 32, FloatType.Float16)]
    [InlineData(4, 64, FloatType.Float32)]
    [InlineData(8, 16, FloatType.Float16)]
    [InlineData(8, 32, FloatType.Float32)]
    [InlineData(8, 256, FloatType.Float16)]
    public void Blocks_run_along_rows_and_the_last_one_is_filled_up(int bits, int size, FloatType scaleType)
    {
        QuantizedMatrix matrix = new(Values, Columns, size, bits, scaleType);
        int perRow = (Columns + size - 1) / size, blockBytes = size * bits / 8;
        Assert.Equal((perRow, blockBytes), (matrix.BlocksPerRow, matrix.BytesPerBlock));
        byte[] blocks = new byte[Rows * perRow * blockBytes], scales = new byte[Rows * perRow * scaleType.Bytes()];

        matrix.Fill(0, blocks, scales);

        for (int row = 0; row < Rows; row++)
        {
            for (int part = 0; part < perRow; part++)
            {
                float[] block = new float[size];
                for (int i = 0; i < size && (part * size) + i < Columns; i++)
                    block[i] = Values[(row * Columns) + (part * size) + i];
                float scale = QuantizedBlock.Scale(block, bits);
                int index = (row * perRow) + part;
                float stored = scaleType == FloatType.Float32
                    ? MemoryMarshal.Cast<byte, float>(scales)[index]
                    : (float)MemoryMarshal.Cast<byte, Half>(scales)[index];
                Assert.Equal(scaleType == FloatType.Float32 ? scale : (float)(Half)scale, stored);
                byte[] packed = new byte[blockBytes];
                QuantizedBlock.Pack(block, bits, stored, packed);
                Assert.Equal(packed, blocks.AsSpan(index * blockBytes, blockBytes).ToArray());
                if (part == perRow - 1 && (Columns % size) is > 0 and int used)
                    Assert.All(packed[(used * bits / 8)..], b => Assert.Equal(bits == 4 ? 0x88 : 0x80, b));
            }
        }
    }

    [Theory]
    [InlineData(4, 32)]
    [InlineData(8, 64)]
    public void A_part_is_what_it_is_in_the_whole(int bits, int size)
    {
        QuantizedMatrix matrix = new(Values, columns: 1000, size, bits, FloatType.Float32);
        int rows = 64, ratio = matrix.BytesPerBlock / sizeof(float);
        byte[] blocks = new byte[rows * matrix.BlocksPerRow * matrix.BytesPerBlock], scales = new byte[blocks.Length / ratio];
        matrix.Fill(0, blocks, scales);

        for (int start = 0; start < blocks.Length; start += 4096)
        {
            byte[] part = new byte[Math.Min(4096, blocks.Length - start)], beside = new byte[part.Length / ratio];
            matrix.Fill(start, part, beside);
            Assert.Equal(blocks.AsSpan(start, part.Length).ToArray(), part);
            Assert.Equal(scales.AsSpan(start / ratio, beside.Length).ToArray(), beside);
        }
    }
}
