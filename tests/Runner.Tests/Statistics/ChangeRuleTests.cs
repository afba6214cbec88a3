using InferBench.Runner.Records;
using InferBench.Runner.Statistics;

namespace InferBench.Runner.Tests.Statistics;

public sealed class ChangeRuleTests
{
    private const MetricDirection Higher = MetricDirection.HigherIsBetter, Lower = MetricDirection.LowerIsBetter;

    [Theory]
    // Wholly within 3 %: the same, even where 1 is excluded.
    [InlineData(0.98, 1.02, 0.9, Higher, Change.Same)]
    [InlineData(1.01, 1.02, 0.001, Higher, Change.Same)]
    [InlineData(0.98, 0.99, 0.001, Lower, Change.Same)]
    // Beyond, and 1 excluded.
    [InlineData(1.01, 1.04, 0.01, Higher, Change.Faster)]
    [InlineData(1.01, 1.04, 0.01, Lower, Change.Slower)]
    [InlineData(0.90, 0.99, 0.01, Higher, Change.Slower)]
    [InlineData(0.90, 0.99, 0.01, Lower, Change.Faster)]
    [InlineData(1.01, 1.04, 0.05, Higher, Change.Faster)]
    // 1 is not excluded, or not after the correction.
    [InlineData(0.99, 1.04, 0.01, Higher, Change.CannotTell)]
    [InlineData(0.96, 1.00, 0.01, Higher, Change.CannotTell)]
    [InlineData(1.01, 1.04, 0.051, Higher, Change.CannotTell)]
    // Ends are not within.
    [InlineData(0.97, 1.02, 0.9, Higher, Change.CannotTell)]
    [InlineData(0.98, 1.03, 0.9, Higher, Change.CannotTell)]
    public void The_first_answer_that_holds(double low, double high, double adjusted, MetricDirection direction, Change expected) =>
        Assert.Equal(expected, ChangeRule.Decide(new((low + high) / 2, new(low, high), adjusted), adjusted, direction, 0.03));
}
