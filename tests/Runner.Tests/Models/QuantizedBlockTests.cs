using InferBench.Runner.Models.Synthesis;

namespace InferBench.Runner.Tests.Models;

public sealed class QuantizedBlockTests
{
    /// <summary>Bits, block size, and whether the scale is stored as float16.</summary>
    public static TheoryData<int, int, bool> Kinds { get; } =
        [.. from bits in (int[])[4, 8] from size in (int[])[16, 32, 64, 128, 256] from half in (bool[])[false, true] select (bits, size, half)];

    [Fact]
    public void The_element_of_largest_magnitude_is_exact_and_the_low_half_comes_first()
    {
        float[] block = new float[16];
        block[0] = -4;
        block[1] = 1;
        block[2] = 3.4f;
        byte[] packed = new byte[8];

        float scale = QuantizedBlock.Scale(block, 4);
        QuantizedBlock.Pack(block, 4, scale, packed);

        Assert.Equal(0.5f, scale);
        Assert.Equal([0xA0, 0x8F, 0x88, 0x88, 0x88, 0x88, 0x88, 0x88], packed);
    }

    [Fact]
    public void Eight_bits_are_a_byte_for_each_element_around_128()
    {
        float[] block = new float[16];
        block[0] = -4;
        block[1] = 1;
        block[15] = 3.99f;
        byte[] packed = new byte[16];

        float scale = QuantizedBlock.Scale(block, 8);
        QuantizedBlock.Pack(block, 8, scale, packed);

        Assert.Equal(1 / 32f, scale);
        Assert.Equal([0, 160, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 255], packed);
    }

    [Theory]
    [InlineData(4, -1f)]
    [InlineData(8, -1 / 16f)]
    public void A_positive_extreme_gives_a_negative_scale(int bits, float expected)
    {
        float[] block = new float[32];
        block[30] = 8;
        block[31] = -8;
        byte[] packed = new byte[4 * bits];

        float scale = QuantizedBlock.Scale(block, bits);
        QuantizedBlock.Pack(block, bits, scale, packed);

        Assert.Equal(expected, scale);
        Assert.Equal([0, (1 << bits) - 1], Read(packed, bits)[30..]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void No_other_integer_is_nearer_and_the_error_is_bounded_by_the_scale(int bits, int size, bool half)
    {
        foreach (float[] block in Blocks(new Random((bits * size) + (half ? 1 : 0)), size, half))
        {
            float scale = QuantizedBlock.Scale(block, bits);
            float stored = half ? (float)(Half)scale : scale;
            byte[] packed = new byte[size * bits / 8];
            QuantizedBlock.Pack(block, bits, stored, packed);
            int[] integers = Read(packed, bits);

            int zero = 1 << (bits - 1);
            // The extreme is -zero exact scales: rounding the scale moves its own end by that much, and the other end
            // is one step short of it. Everything between lies within half a step of an integer.
            double moved = zero * Math.Abs((double)stored - (Extreme(block) / -zero));
            double bound = Math.Max(Math.Abs((double)stored) / 2, Math.Abs((double)stored) + moved);
            for (int i = 0; i < size; i++)
            {
                // Sums below 2 zero are float32: 2^-23 of them.
                double slack = Math.Abs(stored) * 2 * zero * Math.Pow(2, -23);
                double error = Math.Abs(block[i] - ((integers[i] - zero) * (double)stored));
                double best = Enumerable.Range(0, 2 * zero).Min(q => Math.Abs(block[i] - ((q - zero) * (double)stored)));
                Assert.InRange(error, 0, best + slack);
                Assert.InRange(error, 0, bound + slack);
                if (Math.Abs(block[i] / (double)stored) <= zero - 1)
                    Assert.InRange(error, 0, (Math.Abs((double)stored) / 2) + slack);
            }

            if (!half && Math.Abs(scale) >= 1.2e-38f)
                Assert.Equal(Extreme(block), -zero * (double)scale);
        }
    }

    [Theory]
    [InlineData(4, 0x88)]
    [InlineData(8, 0x80)]
    public void A_block_of_zeros_and_a_scale_that_rounds_to_zero_store_the_zero_point(int bits, int expected)
    {
        float[] tiny = new float[32];
        tiny[3] = 1e-8f;
        foreach (float[] block in (float[][])[new float[32], tiny])
        {
            byte[] packed = new byte[4 * bits];
            float stored = (float)(Half)QuantizedBlock.Scale(block, bits);
            QuantizedBlock.Pack(block, bits, stored, packed);

            Assert.Equal(0, stored);
            Assert.All(packed, b => Assert.Equal(expected, b));
        }
    }

    private static IEnumerable<float[]> Blocks(Random random, int size, bool half)
    {
        float huge = half ? 4e5f : 3e38f;
        for (int round = 0; round < 20; round++)
        {
            yield return Make(_ => Normal());
            yield return Make(_ => Normal() * 1e-3f);
            yield return Make(i => i == size - 1 ? -huge : Normal());
            yield return Make(i => i == 0 ? huge : Normal() * (huge / 100));
            yield return Make(_ => Normal() * 1e-40f);
            yield return Make(_ => MathF.ScaleB(Normal(), random.Next(-140, 10)));
            yield return Make(_ => -Math.Abs(Normal()));
            yield return Make(i => i % 2 == 0 ? 0 : Normal());
        }

        foreach (float value in (float[])[0, -0f, 1, -1, 0.1f, -3e-5f, 1e-45f, -1e-44f, huge])
            yield return Make(_ => value);

        float[] Make(Func<int, float> element) => [.. Enumerable.Range(0, size).Select(element)];

        float Normal() => (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5);
    }

    private static double Extreme(float[] block) => block.Max() >= -block.Min() ? block.Max() : block.Min();

    private static int[] Read(byte[] packed, int bits) =>
        bits == 8 ? [.. packed.Select(b => (int)b)] : [.. packed.SelectMany(b => (int[])[b & 15, b >> 4])];
}
