using InferBench.Runner.Statistics;

namespace InferBench.Runner.Tests.Statistics;

public sealed class HolmTests
{
    [Theory]
    // Worked by hand: sorted, times 4, 3, 2, 1, never falling, never above 1.
    [InlineData(new[] { 0.01, 0.04, 0.03, 0.005 }, new[] { 0.03, 0.06, 0.06, 0.02 })]
    [InlineData(new[] { 0.5, 0.6 }, new[] { 1.0, 1.0 })]
    [InlineData(new[] { 0.02 }, new[] { 0.02 })]
    [InlineData(new[] { 0.01, 0.01 }, new[] { 0.02, 0.02 })]
    [InlineData(new double[0], new double[0])]
    public void Adjusts(double[] given, double[] expected)
    {
        double[] adjusted = Holm.Adjust(given);

        Assert.Equal(expected.Length, adjusted.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], adjusted[i], 1e-12);
    }
}
