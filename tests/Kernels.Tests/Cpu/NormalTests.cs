using InferBench.Kernels.Cpu;

namespace InferBench.Kernels.Tests.Cpu;

public sealed class NormalTests
{
    [Fact]
    public void Mean_variance_skew_and_kurtosis_are_those_of_the_normal_distribution()
    {
        var values = new float[1 << 20];
        Normal.Fill(values, 42);

        // Five standard errors of each moment: 1, sqrt 2, sqrt 15 and sqrt 96 over sqrt n.
        Assert.Equal(0, Moment(values, 1), 5 / 1024.0);
        Assert.Equal(1, Moment(values, 2), 5 * Math.Sqrt(2) / 1024);
        Assert.Equal(0, Moment(values, 3), 5 * Math.Sqrt(15) / 1024);
        Assert.Equal(3, Moment(values, 4), 5 * Math.Sqrt(96) / 1024);
        Assert.All(values, value => Assert.InRange(value, -6, 6));
    }

    [Fact]
    public void Numbers_are_independent_of_each_other()
    {
        var values = new float[1 << 20];
        Normal.Fill(values, 43);
        foreach (int lag in (int[])[1, 2, 4, 8, 16])
        {
            double sum = 0;
            for (int i = lag; i < values.Length; i++)
                sum += (double)values[i] * values[i - lag];
            Assert.Equal(0, sum / values.Length, 5 / 1024.0);
        }
    }

    [Fact]
    public void A_seed_gives_the_same_numbers_whatever_the_length_and_another_seed_others()
    {
        var whole = new float[100];
        Normal.Fill(whole, 7);
        for (int length = 0; length < 100; length++)
        {
            var part = new float[length];
            Normal.Fill(part, 7);
            Assert.Equal(whole[..length], part);
        }

        float[] large = new float[600_001], larger = new float[900_000];
        Normal.Fill(large, 7);
        Normal.Fill(larger, 7);
        Assert.True(large.AsSpan(0, 600_000).SequenceEqual(larger.AsSpan(0, 600_000)));
        Assert.Equal(600_001, large.Distinct().Count(), 600_001 * 0.03);

        var other = new float[100];
        Normal.Fill(other, 8);
        Assert.Empty(whole.Intersect(other));
    }

    private static double Moment(float[] values, int power) => values.Average(value => Math.Pow(value, power));
}
