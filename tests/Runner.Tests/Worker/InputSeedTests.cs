using InferBench.Runner.Worker;

namespace InferBench.Runner.Tests.Worker;

public sealed class InputSeedTests
{
    [Fact]
    public void Inputs_are_other_ones_in_each_run_and_the_same_again_from_what_records_say()
    {
        Assert.Equal(InputSeed.Of("0123abcd", 1), InputSeed.Of("0123abcd", 1));
        Assert.NotEqual(InputSeed.Of("0123abcd", 1), InputSeed.Of("0123abce", 1));
        Assert.NotEqual(InputSeed.Of("0123abcd", 1), InputSeed.Of("0123abcd", 2));
    }

    // FNV-1a, 64 bits, of "a" with seed 0: the published test vector.
    [Fact]
    public void The_hash_is_the_published_one() => Assert.Equal(0xAF63DC4C8601EC8CUL, InputSeed.Of("a", 0));
}
