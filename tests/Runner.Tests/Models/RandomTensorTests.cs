using InferBench.Runner.Models.Synthesis;

namespace InferBench.Runner.Tests.Models;

public sealed class RandomTensorTests
{
    [Theory]
    [InlineData(0, 1, 1000)]
    [InlineData(7_000_000_000, 1, 37)]
    [InlineData(5, 4096, 64)]
    [InlineData(3, 11008, 7)]
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

    [Fact]
    public void Neighbouring_numbers_are_uncorrelated()
    {
        float[] values = new float[1 << 20];
        new RandomTensor(0, "w", 1).Fill(values, 0, 1);

        Assert.Equal(0, values.Zip(values.Skip(1), (a, b) => (double)a * b).Average(), 0.004);
        Assert.Equal(0, values.Zip(values.Skip(4096), (a, b) => (double)a * b).Average(), 0.004);
    }
}
