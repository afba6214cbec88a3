using InferBench.Runner.Models.Synthesis;

namespace InferBench.Runner.Tests.Models;

public sealed class Int4BlocksTests
{
    [Fact]
    public void The_element_of_largest_magnitude_is_exact_and_the_low_half_comes_first()
    {
        float[] block = new float[16];
        block[0] = -4;
        block[1] = 1;
        block[2] = 3.4f;
        byte[] packed = new byte[8];

        float scale = Int4Blocks.Scale(block);
        Int4Blocks.Pack(block, scale, packed);

        Assert.Equal(0.5f, scale);
        Assert.Equal([0xA0, 0x8F, 0x88, 0x88, 0x88, 0x88, 0x88, 0x88], packed);
    }

    [Fact]
    public void A_positive_extreme_gives_a_negative_scale()
    {
        float[] block = new float[32];
        block[31] = 8;
        byte[] packed = new byte[16];

        float scale = Int4Blocks.Scale(block);
        Int4Blocks.Pack(block, scale, packed);

        Assert.Equal(-1, scale);
        Assert.Equal(0x08, packed[15]);
    }

    [Fact]
    public void A_block_of_zeros_stays_zero()
    {
        byte[] packed = new byte[16];

        float scale = Int4Blocks.Scale(new float[32]);
        Int4Blocks.Pack(new float[32], scale, packed);

        Assert.Equal(0, scale);
        Assert.All(packed, b => Assert.Equal(0x88, b));
    }

    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(256)]
    public void Rounding_is_off_by_half_a_step_or_at_the_clamped_end_by_one(int blockSize)
    {
        float[] values = new float[blockSize * 64];
        new RandomTensor(1, "w", 0.1).Fill(values, 0, 1);
        byte[] packed = new byte[blockSize / 2];
        foreach (float[] block in values.Chunk(blockSize))
        {
            float scale = Int4Blocks.Scale(block);
            Int4Blocks.Pack(block, scale, packed);
            for (int i = 0; i < blockSize; i++)
            {
                int q = i % 2 == 0 ? packed[i / 2] & 15 : packed[i / 2] >> 4;
                double steps = block[i] / (double)scale;
                Assert.InRange(Math.Abs(q - 8 - steps), 0, q == 15 && steps > 7.5 ? 1 : 0.5 + 1e-5);
            }
        }
    }
}
