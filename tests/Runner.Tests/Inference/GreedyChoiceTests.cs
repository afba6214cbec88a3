using InferBench.Runner.Inference.GenAi;

namespace InferBench.Runner.Tests.Inference;

public sealed class GreedyChoiceTests
{
    private static readonly float[] Logits = [0.5f, 3, -1, 2, 2];

    [Theory]
    [InlineData(1, "", null)]
    [InlineData(3, "", "the engine chose id 3, of logit 2, and not id 1, of 3")]
    [InlineData(3, "1", null)]
    [InlineData(4, "1", null)]
    [InlineData(1, "1", "the engine chose id 1, an end of sequence")]
    [InlineData(0, "1,3,4", null)]
    [InlineData(5, "", "the engine chose id 5 of 5")]
    [InlineData(-1, "", "the engine chose id -1 of 5")]
    public void The_likeliest_is_right_and_of_equals_each(int chosen, string ends, string? fault) =>
        Assert.Equal(fault, GreedyChoice.Fault(Logits, chosen, ends.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToHashSet()));
}
