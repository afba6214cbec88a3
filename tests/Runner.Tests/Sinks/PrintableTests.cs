using InferBench.Runner.Sinks;

namespace InferBench.Runner.Tests.Sinks;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("plain, ± and 模型", "plain, ± and 模型")]
    [InlineData("a\nb\r\tc", "a\\u000ab\\u000d\\u0009c")]
    [InlineData("\u001b[31mred\u009b", "\\u001b[31mred\\u009b")]
    [InlineData("left\u202eright\u2028", "left\\u202eright\\u2028")]
    public void Nothing_steers_the_terminal(string text, string safe) => Assert.Equal(safe, Printable.Of(text));
}
