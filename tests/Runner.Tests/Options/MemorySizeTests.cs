using InferBench.Runner.Options;

namespace InferBench.Runner.Tests.Options;

public sealed class MemorySizeTests
{
    [Theory]
    [InlineData("24GiB", "24 GiB=25769803776")]
    [InlineData("8,24,80GiB", "8 GiB=8589934592|24 GiB=25769803776|80 GiB=85899345920")]
    [InlineData("512MiB, 24 GB", "512 MiB=536870912|24 GB=24000000000")]
    [InlineData("0.5,1GiB", "0.5 GiB=536870912|1 GiB=1073741824")]
    public void The_last_unit_is_that_of_every_size_without_one(string text, string expected)
    {
        var read = new OptionReader();

        var sizes = Culture.WithDecimalComma(() => MemorySize.ReadList(read, "--memory", text));

        Assert.Empty(read.Problems);
        Assert.Equal(expected, string.Join('|', sizes.Select(s => $"{s.Text}={s.Bytes}")));
    }

    [Fact]
    public void Nothing_asked_for_is_nothing() => Assert.Empty(MemorySize.ReadList(new OptionReader(), "--memory", null));

    [Theory]
    [InlineData("8")]
    [InlineData("8GiB,24")]
    [InlineData("8gib")]
    [InlineData("8TiB")]
    [InlineData("GiB")]
    [InlineData("")]
    [InlineData("8,,24GiB")]
    [InlineData("-8GiB")]
    [InlineData("0GiB")]
    [InlineData("NaNGiB")]
    [InlineData("1e3GiB")]
    [InlineData("8GiB,8192MiB")]
    [InlineData("99999999999GiB")]
    public void Anything_else_is_refused(string text)
    {
        var read = new OptionReader();

        Assert.Empty(MemorySize.ReadList(read, "--memory", text));
        Assert.Equal(
            $"--memory: found '{text}', allowed is a list of different sizes above 0 and up to 1 PiB with a unit (MiB, GiB or GB), such as 24GiB or 8,24,80GiB",
            Assert.Single(read.Problems));
    }
}
