using System.Net;
using System.Net.Sockets;
using InferBench.Runner.Telemetry;

namespace InferBench.Runner.Tests.Telemetry;

/// <summary>Receivers that refuse, hang, close, are slow or die, and what fails inside telemetry itself: a line with counts each, and nothing else.</summary>
[Collection(nameof(TelemetryTests))]
public sealed class BadReceiverTests
{
    [Fact]
    public async Task A_receiver_that_refuses_is_told_of_with_counts_and_headers_are_not()
    {
        await using var receiver = await OtlpReceiver.Start(grpc: false);
        receiver.Status = 503;

        var notices = TelemetryTests.Send(receiver.Address, "http/protobuf", TelemetryTests.Record(), ("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20s3cret"));

        Assert.Equal("Bearer s3cret", receiver.Authorization);
        Assert.Equal(2, notices.Count);
        Assert.StartsWith($"telemetry: 8 of 8 spans did not reach {receiver.Address}: ", notices[0]);
        Assert.StartsWith($"telemetry: the last metrics did not reach {receiver.Address}: ", notices[1]);
        Assert.EndsWith("; 0 of 2 exports before arrived", notices[1]);
        Assert.All(notices, n => Assert.Contains("503", n));
        Assert.DoesNotContain("s3cret", string.Concat(notices));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_receiver_that_hangs_or_closes_half_way_costs_the_end_of_the_run_5_s_at_most(bool closes)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var accepted = new List<Socket>();
        var accepting = new Thread(() =>
        {
            try
            {
                while (true)
                {
                    var socket = listener.AcceptSocket();
                    if (closes)
                        socket.Shutdown(SocketShutdown.Send);
                    accepted.Add(socket);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
            }
        });
        accepting.Start();
        long before = Environment.TickCount64;

        var notices = TelemetryTests.Send($"http://{listener.LocalEndpoint}", "http/protobuf", TelemetryTests.Record());

        // 1 s of patience for each signal after the case, 5 s together at the end, and as much again for a busy machine.
        Assert.InRange(Environment.TickCount64 - before, 0, 14_000);
        Assert.StartsWith($"telemetry: 8 of 8 spans did not reach http://{listener.LocalEndpoint}: ", notices[0]);
        Assert.StartsWith($"telemetry: the last metrics did not reach http://{listener.LocalEndpoint}: ", notices[1]);
        listener.Stop();
        accepting.Join();
        accepted.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task A_slow_receiver_gets_all_that_it_takes_in_5_s_and_the_rest_is_counted()
    {
        await using var receiver = await OtlpReceiver.Start(grpc: false);
        receiver.Delay = TimeSpan.FromSeconds(4);
        using var telemetry = Open(receiver);
        telemetry.Add(TelemetryTests.Record());
        long before = Environment.TickCount64;

        var notices = telemetry.Close(linger: false, TestContext.Current.CancellationToken);

        // 5 s, and more for a busy machine: all answers would take 10 s.
        Assert.InRange(Environment.TickCount64 - before, 0, 8_000);
        const string why = "no answer within the 5 s that the end of a run waits";
        Assert.Equal(
            [$"telemetry: 1 of 2 spans did not reach {receiver.Address}: {why}", $"telemetry: the last metrics did not reach {receiver.Address}: {why}; 1 of 1 exports before arrived"],
            notices);
    }

    [Theory]
    [InlineData("cumulative", "telemetry: the last metrics did not reach {0}: ")]
    [InlineData("delta", "telemetry: 1 of 2 exports of metrics did not reach {0}, and what they held is lost, since each holds only what is new: ")]
    public async Task One_that_dies_in_mid_run_costs_what_came_after(string temporality, string metrics)
    {
        await using var receiver = await OtlpReceiver.Start(grpc: false);
        string address = receiver.Address;
        using var telemetry = Open(receiver, ("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", temporality));
        var record = TelemetryTests.Record() with { TrialStarts = [0, 10_000_000] };
        telemetry.Add(record);
        await receiver.Stop();
        telemetry.Add(record);

        var notices = telemetry.Close(linger: false, TestContext.Current.CancellationToken);

        Assert.Equal(2, notices.Count);
        Assert.StartsWith($"telemetry: 8 of 15 spans did not reach {address}: ", notices[0]);
        Assert.StartsWith(string.Format(null, metrics, address), notices[1]);
        Assert.Equal(7, receiver.Spans.Length);
    }

    [Fact]
    public async Task What_throws_inside_telemetry_is_counted_and_told_once()
    {
        await using var receiver = await OtlpReceiver.Start(grpc: false);
        using var telemetry = Open(receiver);
        var broken = TelemetryTests.Record() with { Device = null! };
        telemetry.Add(TelemetryTests.Record());
        telemetry.Add(broken);
        telemetry.Add(broken);

        var notices = telemetry.Close(linger: false, TestContext.Current.CancellationToken);

        // Spans and metrics of both.
        Assert.StartsWith("telemetry: 4 of its steps failed and were left out, and no result is touched by that: NullReferenceException: ", Assert.Single(notices));
        Assert.Equal(3, receiver.Metrics["inferbench.cases"].Sum.DataPoints.Single().AsInt);
    }

    [Fact]
    public void What_cannot_even_begin_is_tried_once()
    {
        using var telemetry = TelemetryTests.Open(TelemetryTests.Nothing, ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"));
        var broken = TelemetryTests.Record() with { Environment = null! };
        telemetry.Add(broken);
        telemetry.Add(broken);

        Assert.StartsWith("telemetry: 1 of its steps failed", Assert.Single(telemetry.Close(linger: false, TestContext.Current.CancellationToken)));
    }

    private static RunTelemetry Open(OtlpReceiver receiver, params (string, string)[] more) => TelemetryTests.Open(
        TelemetryTests.Nothing, [("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), .. more]);
}
