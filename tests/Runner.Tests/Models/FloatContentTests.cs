using System.Runtime.InteropServices;
using InferBench.Runner.Models;
using InferBench.Runner.Models.Synthesis;

namespace InferBench.Runner.Tests.Models;

public sealed class FloatContentTests
{
    [Fact]
    public void Float16_is_rounded_to_nearest_with_ties_to_even()
    {
        // Ties both ways, subnormals, the smallest, what overflows, and numbers of every size.
        float[] values =
        [
            1 + (1 / 2048f), 1 + (3 / 2048f), MathF.ScaleB(1, -24), MathF.ScaleB(1, -25), MathF.ScaleB(1.5f, -25), MathF.ScaleB(3, -25), -6.1e-5f, 65504,
            65519.9f, 65520, -0f, .. Random(5000),
        ];
        FloatContent content = (first, destination) => values.AsSpan((int)first, destination.Length).CopyTo(destination);
        byte[] stored = new byte[values.Length * 2];

        content.StoredAs(FloatType.Float16)(0, stored, []);

        Assert.Equal(
            values.Select(v => BitConverter.HalfToUInt16Bits((Half)v)), MemoryMarshal.Cast<byte, ushort>(stored).ToArray());
    }

    [Theory]
    [InlineData(FloatType.Float32, 4)]
    [InlineData(FloatType.Float16, 2)]
    public void A_part_starts_at_its_element(FloatType type, int bytes)
    {
        List<(long First, int Count)> asked = [];
        FloatContent content = (first, destination) => asked.Add((first, destination.Length));

        content.StoredAs(type)(4096, new byte[100 * bytes], []);

        Assert.Equal([(4096 / bytes, 100)], asked);
    }

    private static IEnumerable<float> Random(int count)
    {
        Random random = new(1);
        return Enumerable.Range(0, count).Select(_ => MathF.ScaleB(random.NextSingle() - 0.5f, random.Next(-30, 17)));
    }
}
