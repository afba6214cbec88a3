using InferBench.Runner.Devices;

namespace InferBench.Runner.Tests.Devices;

public sealed class CpuListTests
{
    [Theory]
    [InlineData("0", new[] { 0 })]
    [InlineData("0-3,8", new[] { 0, 1, 2, 3, 8 })]
    [InlineData("8, 1-2", new[] { 1, 2, 8 })]
    public void Ranges_are_listed_in_order(string text, int[] cpus) => Assert.Equal(cpus, CpuList.Parse(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("3-1")]
    [InlineData("-1")]
    [InlineData("1-2-3")]
    [InlineData("a")]
    [InlineData("0-4000000000")]
    [InlineData("0-999999999")]
    public void Anything_else_is_no_list(string? text) => Assert.Null(CpuList.Parse(text));
}
