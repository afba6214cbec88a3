using InferBench.Runner.Models.Synthesis;

namespace InferBench.Runner.Tests.Models;

public sealed class RandomTensorTests
{
    [Theory]
    [InlineData(0, 1, 1000)]
    [InlineData(7_000_000_000, 1, 37)]
    [InlineData(5, 4096, 64)]
    [InlineData(3, 11008, 7)]
    [InlineData(uint.MaxValue - 20L, 1, 64)]
    [InlineData(uint.MaxValue - 7L, 1, 64)]
    [InlineData(uint.MaxValue - 20_000L, 4096, 37)]
    [InlineData(uint.MaxValue - 3L, uint.MaxValue - 1L, 20)]
    public void Vectors_hold_the_elements_of_the_scalar_formula(long first, long stride, int count)
    {
        RandomTensor tensor = new(3, "a.weight", 0.02, mean: 1);
        float[] filled = new float[count];

        tensor.Fill(filled, first, stride);

        Assert.Equal(Enumerable.Range(0, count).Select(i => tensor[first + (i * stride)]), filled);
    }

    [Fact]
    public void Numbers_have_the_asked_mean_and_deviation()
    {
        float[] values = new float[1 << 20];
        new RandomTensor(0, "w", 0.5, mean: 1).Fill(values, 0, 1);

        double mean = values.Average(v => (double)v);
        double deviation = Math.Sqrt(values.Average(v => Math.Pow(v - mean, 2)));

        // Four standard errors of the mean and of the deviation over 2^20 numbers.
        Assert.Equal(1, mean, 0.002);
        Assert.Equal(0.5, deviation, 0.0015);
        Assert.InRange(values.Max(), 1 + (0.5f * 3), 1 + (0.5f * 3.4641f));
    }

    [Fact]
    public void Seeds_and_names_give_other_numbers()
    {
        float[] Numbers(long seed, string name)
        {
            float[] values = new float[4];
            new RandomTensor(seed, name, 1).Fill(values, 0, 1);
            return values;
        }

        Assert.NotEqual(Numbers(1, "a"), Numbers(2, "a"));
        Assert.NotEqual(Numbers(1, "a"), Numbers(1, "b"));
        Assert.Equal(Numbers(1, "a"), Numbers(1, "a"));
    }

    // Elements of one row, and of one column of the widths that occur.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(32)]
    [InlineData(288)]
    [InlineData(768)]
    [InlineData(2048)]
    [InlineData(4096)]
    [InlineData(5632)]
    [InlineData(11008)]
    [InlineData(14336)]
    [InlineData(65536)]
    public void Neighbouring_numbers_are_uncorrelated(int distance)
    {
        float[] values = new float[1 << 20];
        new RandomTensor(0, "w", 1).Fill(values, 0, 1);

        Assert.Equal(0, values.Zip(values.Skip(distance), (a, b) => (double)a * b).Average(), 0.004);
        Assert.Equal(0, values.Zip(values.Skip(distance), (a, b) => ((double)a * a - 1) * ((double)b * b - 1)).Average(), 0.007);
    }

    [Fact]
    public void Tensors_are_uncorrelated_and_repeat_no_part_of_each_other()
    {
        float[] one = new float[1 << 20], other = new float[1 << 20];
        new RandomTensor(0, "a", 1).Fill(one, 0, 1);
        new RandomTensor(0, "b", 1).Fill(other, 0, 1);

        Assert.Equal(0, one.Zip(other, (a, b) => (double)a * b).Average(), 0.004);
        Assert.Empty(Triples(one).Intersect(Triples(other)));

        static IEnumerable<(float, float, float)> Triples(float[] v) => v.Zip(v.Skip(1), v.Skip(2));
    }

    [Fact]
    public void Numbers_spread_as_a_sum_of_four()
    {
        float[] values = new float[1 << 20];
        new RandomTensor(4, "w", 1).Fill(values, 0, 1);

        // Irwin-Hall of four: skewness 0, kurtosis 3 - 6 / (5 x 4).
        Assert.Equal(0, values.Average(v => Math.Pow(v, 3)), 0.015);
        Assert.Equal(2.7, values.Average(v => Math.Pow(v, 4)), 0.03);
    }
}
