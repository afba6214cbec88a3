using InferBench.Runner.Options;

namespace InferBench.Runner.Tests.Options;

public sealed class NumberListTests
{
    private static string Read(string text, int min = 0, int max = 1 << 24)
    {
        var list = new NumberList(min, max);
        return list.Read(text) is { } problem ? $"found '{problem.Found}', allowed is {problem.Allowed}" : string.Join(' ', list.Values);
    }

    [Theory]
    [InlineData("128..4096*2", "128 256 512 1024 2048 4096")]
    [InlineData("1..8+1", "1 2 3 4 5 6 7 8")]
    [InlineData("1,2,8..64*2", "1 2 8 16 32 64")]
    [InlineData("0..1000+256, 7", "0 256 512 768 7")]
    [InlineData("1..100*3", "1 3 9 27 81")]
    [InlineData("5..5+1", "5")]
    [InlineData("5..5*2", "5")]
    [InlineData("1..16777216*2147483647", "1")]
    [InlineData("16777210..16777216+4", "16777210 16777214")]
    public void Numbers_and_ranges(string text, string values) => Assert.Equal(values, Culture.WithDecimalComma(() => Read(text)));

    [Theory]
    [InlineData("1..8", "found '1..8', allowed is a range with its step or factor, such as 1..8+1 or 128..4096*2")]
    [InlineData("1..8+", "found '1..8+', allowed is a range with its step or factor, such as 1..8+1 or 128..4096*2")]
    [InlineData("..8+1", "found '..8+1', allowed is a range with its step or factor, such as 1..8+1 or 128..4096*2")]
    [InlineData("1...8+1", "found '1...8+1', allowed is a range with its step or factor, such as 1..8+1 or 128..4096*2")]
    [InlineData("+1..8", "found '+1..8', allowed is a range with its step or factor, such as 1..8+1 or 128..4096*2")]
    [InlineData("1..8*1.5", "found '1..8*1.5', allowed is a range with its step or factor, such as 1..8+1 or 128..4096*2")]
    [InlineData("1..99999999999999999999+1", "found '1..99999999999999999999+1', allowed is a range with its step or factor, such as 1..8+1 or 128..4096*2")]
    [InlineData("3,1..8+0", "found '1..8+0', allowed is a step from 1 to 2147483647")]
    [InlineData("1..8+-1", "found '1..8+-1', allowed is a step from 1 to 2147483647")]
    [InlineData("1..8*1", "found '1..8*1', allowed is a factor from 2 to 2147483647")]
    [InlineData("1..8*0", "found '1..8*0', allowed is a factor from 2 to 2147483647")]
    [InlineData("1..8*2147483648", "found '1..8*2147483648', allowed is a factor from 2 to 2147483647")]
    [InlineData("8..1+1", "found '8..1+1', allowed is a range that rises, such as 1..8+1")]
    [InlineData("4096..128*2", "found '4096..128*2', allowed is a range that rises, such as 128..4096*2")]
    [InlineData("0..8*2", "found '0..8*2', allowed is a range from 1 or more where a factor is given, as 0 times anything is 0")]
    [InlineData("1..16777217+1", "found '1..16777217+1', allowed is a range from 0 to 16777216")]
    [InlineData("-1..8+1", "found '-1..8+1', allowed is a range from 0 to 16777216")]
    [InlineData("1..9223372036854775807*2", "found '1..9223372036854775807*2', allowed is a range from 0 to 16777216")]
    [InlineData("1..100001+1", "found '1..100001+1', allowed is at most 100000 numbers in a list")]
    [InlineData("0,1..100000+1", "found '1..100000+1', allowed is at most 100000 numbers in a list")]
    [InlineData("4,1..8*2", "found '1..8*2', allowed is each number once; 4 stands there twice")]
    [InlineData("1..8*2,4", "found '1..8*2,4', allowed is a list of different whole numbers from 0 to 16777216, such as 0,1")]
    public void Ranges_that_cannot_be(string text, string problem) => Assert.Equal(problem, Culture.WithDecimalComma(() => Read(text)));

    [Fact]
    public void As_many_numbers_as_are_allowed() => Assert.Equal(100_000, Read("1..100000+1").Split(' ').Length);
}
