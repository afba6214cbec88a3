using InferBench.Runner.Workloads;

namespace InferBench.Runner.Tests.Workloads;

public sealed class TokenHashTests
{
    [Fact]
    public void Hashes_the_ids_as_little_endian_integers() =>
        Assert.Equal("4636993d3e1da4e9", TokenHash.Of([1, 2, 3]));

    [Fact]
    public void Order_matters() => Assert.NotEqual(TokenHash.Of([1, 2]), TokenHash.Of([2, 1]));
}
