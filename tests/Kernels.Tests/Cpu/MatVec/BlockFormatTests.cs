using InferBench.Kernels.Cpu.MatVec;

namespace InferBench.Kernels.Tests.Cpu.MatVec;

public sealed class BlockFormatTests
{
    /// <summary>-8, -7, .. 7 twice: in steps of 1 the stored values 0 to 15.</summary>
    private static readonly float[] Ramp = [.. Enumerable.Range(0, 32).Select(i => i % 16 - 8f)];

    [Fact]
    public void Four_bits_low_nibble_first()
    {
        var block = new byte[16];

        Assert.Equal(1, BlockFormat.Int4.Quantize(Ramp, block));
        Assert.Equal(Convert.FromHexString("1032547698BADCFE1032547698BADCFE"), block);
        Assert.Equal(Enumerable.Range(0, 32).Select(i => i % 16), Enumerable.Range(0, 32).Select(i => BlockFormat.Int4.Stored(block, i)));
    }

    [Fact]
    public void The_scale_has_the_other_sign_of_the_largest_weight()
    {
        var block = new byte[16];

        Assert.Equal(-1, BlockFormat.Int4.Quantize([8, 1, -8], block));
        Assert.Equal(Convert.FromHexString("708F8888888888888888888888888888"), block);
    }

    [Fact]
    public void Eight_bits_one_to_a_byte()
    {
        var block = new byte[32];

        Assert.Equal(0.5f, BlockFormat.Int8.Quantize([-64, 0, 0.5f, 63.5f, 64], block));
        Assert.Equal([0, 128, 129, 255, 255, .. Enumerable.Repeat((byte)128, 27)], block);
    }

    [Fact]
    public void A_block_of_zeros_is_the_zero_point()
    {
        var block = new byte[16];

        Assert.Equal(0, BlockFormat.Int4.Quantize(new float[32], block));
        Assert.All(block, value => Assert.Equal(0x88, value));
    }
}
