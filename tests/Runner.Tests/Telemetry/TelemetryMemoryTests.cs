using System.Net;
using InferBench.Runner.Telemetry;

namespace InferBench.Runner.Tests.Telemetry;

/// <summary>Counts the process's memory, so no other test runs meanwhile.</summary>
[Collection(nameof(Alone))]
public sealed class TelemetryMemoryTests
{
    private const int Cases = 2_000;

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Telemetry_of_2000_cases_takes_less_than_50_MB_and_each_has_its_series(bool served, bool sent)
    {
        await using var receiver = await OtlpReceiver.Start(grpc: false);
        receiver.Status = 503;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var request = served ? new TelemetryRequest(new(IPAddress.Loopback, 0), TimeSpan.Zero, null) : TelemetryTests.Nothing;
        using var telemetry = TelemetryTests.Open(
            request, sent ? [("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")] : []);

        for (int i = 0; i < Cases; i++)
            telemetry.Add(TelemetryTests.Record() with { CaseId = FormattableString.Invariant($"{i:x12}") });
        if (served)
            Assert.Equal(Cases, await Series(telemetry.Address!));
        long taken = GC.GetTotalMemory(forceFullCollection: true) - before;

        TestContext.Current.TestOutputHelper!.WriteLine(FormattableString.Invariant($"{taken} bytes"));
        Assert.InRange(taken, 0, 50_000_000);
        telemetry.Close(linger: false, TestContext.Current.CancellationToken);
    }

    // Line by line: what a client buffers would count, too.
    private static async Task<int> Series(string address)
    {
        int series = 0;
        using var client = new HttpClient();
        using var lines = new StreamReader(await client.GetStreamAsync(address, TestContext.Current.CancellationToken));
        while (await lines.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            series += line.StartsWith("inferbench_decode_throughput_per_second{", StringComparison.Ordinal) ? 1 : 0;
        return series;
    }
}
