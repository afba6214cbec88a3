using InferBench.Kernels.Cpu;
using InferBench.Kernels.Cpu.MatVec;

namespace InferBench.Kernels.Tests.Cpu.MatVec;

public sealed unsafe class QuantizedVectorTests
{
    public static TheoryData<InstructionSet> Sets { get; } = [.. InstructionSets.Here];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Values_are_within_half_a_step(InstructionSet set)
    {
        using var x = new AlignedBuffer<float>(7 * 32);
        Normal.Fill(x.Span[..200], 6);
        using var rounded = new QuantizedVector(200, zeroPoint: 8);

        rounded.Quantize(x.Pointer, set);

        Assert.InRange(rounded.WorstError(x.Pointer), 0.9, 1);
        for (int i = 0; i < 224; i++)
            Assert.True(Math.Abs(x.Pointer[i] - rounded.Values[i] * rounded.Scales[i / 32]) <= rounded.Scales[i / 32] * 0.50003);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void The_largest_value_is_127_and_offsets_are_sums_times_the_zero_point(InstructionSet set)
    {
        using var x = new AlignedBuffer<float>(64);
        for (int i = 0; i < 32; i++)
            x.Pointer[i] = i - 25.4f;
        using var rounded = new QuantizedVector(64, zeroPoint: 128);

        rounded.Quantize(x.Pointer, set);

        Assert.Equal(25.4f / 127, rounded.Scales[0]);
        Assert.Equal([-127, -122, -117, -112], new ReadOnlySpan<sbyte>(rounded.Values, 4).ToArray());
        Assert.Equal(28, rounded.Values[31]);
        for (int quad = 0; quad < 8; quad++)
            Assert.Equal(-128 * Sum(rounded.Values + quad * 4, 4), rounded.QuadOffsets[quad]);
        Assert.Equal(-128 * Sum(rounded.Values, 32), rounded.BlockOffsets[0]);
        Assert.Equal(0, rounded.Scales[1]);
        Assert.All(new ReadOnlySpan<sbyte>(rounded.Values + 32, 32).ToArray(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void A_value_off_by_one_is_found()
    {
        using var x = new AlignedBuffer<float>(32);
        Normal.Fill(x.Span, 7);
        using var rounded = new QuantizedVector(32, zeroPoint: 8);
        rounded.Quantize(x.Pointer, InstructionSet.Scalar);
        rounded.Values[5]++;

        Assert.True(rounded.WorstError(x.Pointer) > 1);
    }

    private static int Sum(sbyte* values, int count) => new ReadOnlySpan<sbyte>(values, count).ToArray().Sum(value => value);
}
