using InferBench.Runner.Sinks;

namespace InferBench.Runner.Tests.Sinks;

public sealed class QuantityTests
{
    [Theory]
    [InlineData(0.123, "0.12")]
    [InlineData(9.994, "9.99")]
    [InlineData(9.996, "10.0")]
    [InlineData(99.94, "99.9")]
    [InlineData(99.96, "100")]
    [InlineData(12345.6, "12,346")]
    public void Three_digits_or_whole(double value, string text) =>
        Assert.Equal(text, Culture.WithDecimalComma(() => Quantity.Short(value)));

    [Theory]
    [InlineData(13824, "13.5 KiB")]
    [InlineData(1048576, "1.00 MiB")]
    [InlineData(1073741823, "1,024 MiB")]
    [InlineData(1610612736, "1.50 GiB")]
    public void Bytes(double bytes, string text) => Assert.Equal(text, Culture.WithDecimalComma(() => Quantity.Bytes(bytes)));

    [Theory]
    [InlineData(0.25, "0.25 s")]
    [InlineData(599, "599 s")]
    [InlineData(600, "10 min")]
    [InlineData(5400, "90 min")]
    [InlineData(10800, "3 h")]
    [InlineData(6_000_000, "1,666.7 h")]
    public void Durations(double seconds, string text) => Assert.Equal(text, Culture.WithDecimalComma(() => Quantity.Duration(seconds)));
}
