using InferBench.Runner.Options;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Options;

public sealed class TelemetryArgumentsTests
{
    private static TelemetryOptions Read(params string[] given) =>
        TelemetryArguments.Read(given.Select(g => g.Split('=', 2)).ToDictionary(g => g[0], g => g[1]).GetValueOrDefault);

    [Theory]
    [InlineData("127.0.0.1:9464", "127.0.0.1:9464")]
    [InlineData("localhost:0", "127.0.0.1:0")]
    [InlineData("[::1]:80", "[::1]:80")]
    public void An_address_has_a_port(string text, string expected) =>
        Assert.Equal(expected, Read("--prometheus=" + text).Prometheus!.ToString());

    [Theory]
    [InlineData("9464")]
    [InlineData(":9464")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("::1")]
    [InlineData("example.org:80")]
    public void What_is_none_is_refused(string text) => Assert.Equal(
        [$"--prometheus: found '{text}', allowed is ADDRESS:PORT of an interface of this machine, such as 127.0.0.1:9464 or localhost:0, which takes any free port"],
        Assert.Throws<BadInputException>(() => Read("--prometheus=" + text)).Problems);

    [Fact]
    public void Off_allows_nothing_beside_it()
    {
        Assert.False(Read("--telemetry=off").On);
        Assert.Equal(
            ["--prometheus: found 'localhost:1', allowed is none beside --telemetry off; leave one out"],
            Assert.Throws<BadInputException>(() => Read("--telemetry=off", "--prometheus=localhost:1")).Problems);
    }
}
