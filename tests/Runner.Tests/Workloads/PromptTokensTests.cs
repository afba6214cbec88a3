using InferBench.Runner.Workloads;

namespace InferBench.Runner.Tests.Workloads;

public sealed class PromptTokensTests
{
    [Fact]
    public void Ids_are_the_leading_bits_of_SplitMix64()
    {
        // Published outputs for seed 0: e220a8397b1dcdaf 6e789e6aa1b965f4 06c45d188009454f.
        Assert.Equal([0xe220, 0x6e78, 0x06c4], PromptTokens.Make(3, vocabulary: 65_536, seed: 0));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(32_000)]
    [InlineData(int.MaxValue)]
    public void Ids_lie_in_the_vocabulary(int vocabulary) =>
        Assert.All(PromptTokens.Make(1_000, vocabulary, seed: -1), id => Assert.InRange(id, 0, vocabulary - 1));

    [Fact]
    public void Ids_are_uniform()
    {
        var counts = new int[10];
        foreach (var id in PromptTokens.Make(100_000, 10, seed: 11))
            counts[id]++;

        // Five standard deviations of a binomial count.
        Assert.All(counts, count => Assert.InRange(count, 9_525, 10_475));
    }

    [Fact]
    public void A_longer_prompt_begins_with_the_shorter_one() =>
        Assert.Equal(PromptTokens.Make(8, 500, seed: 3), PromptTokens.Make(20, 500, seed: 3)[..8]);

    [Fact]
    public void Seeds_give_different_prompts() =>
        Assert.NotEqual(PromptTokens.Make(8, 500, seed: 3), PromptTokens.Make(8, 500, seed: 4));

    [Fact]
    public void Sequences_of_a_batch_differ_and_the_first_is_that_of_batch_1()
    {
        int[][] sequences = [.. Enumerable.Range(0, 64).Select(s => PromptTokens.Make(8, 500, seed: 3, s))];

        Assert.Equal(PromptTokens.Make(8, 500, seed: 3), sequences[0]);
        Assert.Equal(64, sequences.Select(ids => TokenHash.Of(ids)).Distinct().Count());
    }
}
