using System.Net;
using System.Net.Sockets;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Telemetry.Otlp;

namespace InferBench.Runner.Tests.Telemetry;

[Collection(nameof(TelemetryTests))]
public sealed class OtlpTests
{
    [Theory]
    [InlineData(false, "http/protobuf")]
    [InlineData(true, "grpc")]
    public async Task Metrics_and_spans_of_a_record_arrive_by_both_protocols(bool grpc, string protocol)
    {
        await using var receiver = await OtlpReceiver.Start(grpc);

        Assert.Empty(Send(receiver.Address, protocol, TelemetryTests.Record()));

        var metrics = receiver.Metrics;
        var first = metrics["gen_ai.server.time_to_first_token"].Histogram.DataPoints.Single();
        Assert.Equal((2UL, 0.007), (first.Count, first.Sum));
        Assert.Equal([0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10], first.ExplicitBounds);
        Assert.Equal(2UL, first.BucketCounts[1]);
        Assert.Equal(
            new() { ["gen_ai.operation.name"] = "text_completion", ["gen_ai.provider.name"] = "onnxruntime", ["gen_ai.request.model"] = "synth:llama-15m:int4" },
            first.Attributes.ToDictionary(a => a.Key, a => a.Value.StringValue));
        Assert.Equal(0.013, metrics["gen_ai.client.operation.duration"].Histogram.DataPoints.Single().Sum, 12);
        Assert.Equal(0.013, metrics["gen_ai.server.request.duration"].Histogram.DataPoints.Single().Sum, 12);
        Assert.Equal(0.003, metrics["gen_ai.server.time_per_output_token"].Histogram.DataPoints.Single().Sum, 12);
        var tokens = metrics["gen_ai.client.token.usage"].Histogram.DataPoints.ToDictionary(p => p.Attributes.Single(a => a.Key == "gen_ai.token.type").Value.StringValue);
        Assert.Equal((8.0, 6.0), (tokens["input"].Sum, tokens["output"].Sum));
        var gaps = metrics["inferbench.inter_token_latency"].ExponentialHistogram.DataPoints.Single();
        Assert.Equal(4UL, gaps.Count);
        Assert.Equal(0.006, gaps.Sum, 12);
        Assert.Equal(1234.5, metrics["inferbench.decode.throughput"].Gauge.DataPoints.Single().AsDouble);
        Assert.Equal("{token}/s", metrics["inferbench.decode.throughput"].Unit);
        Assert.Equal(1, metrics["inferbench.cases"].Sum.DataPoints.Single().AsInt);
        Assert.Contains("dotnet.process.cpu.time", metrics.Keys);
        Assert.Equal(["run", "inferbench", "0.1.0"], new[] { "inferbench.run.id", "service.name", "service.version" }.Select(a => receiver.Resource[a]));

        var spans = receiver.Spans;
        Assert.Equal(
            ["case synth:llama-15m:int4", "decode", "decode", "inferbench run", "prefill", "prefill", "text_completion synth:llama-15m:int4", "text_completion synth:llama-15m:int4"],
            spans.Select(s => s.Name).Order(StringComparer.Ordinal));
        Assert.All(spans, s => Assert.Equal(1, s.Kind));
        Assert.Single(spans.Select(s => s.TraceId).Distinct());
        Assert.Equal(spans.Single(s => s.Name == "inferbench run").SpanId, spans.Single(s => s.Name.StartsWith("case", StringComparison.Ordinal)).ParentSpanId);
        var trials = spans.Where(s => s.Name.StartsWith("text", StringComparison.Ordinal)).OrderBy(s => s.StartTimeUnixNano).ToArray();
        Assert.Equal([6_000_000UL, 7_000_000UL], trials.Select(Length));
        Assert.Equal(2_500_000UL, Length(Child(spans, trials[0], "prefill")));
        Assert.Equal(trials[0].EndTimeUnixNano, Child(spans, trials[0], "decode").EndTimeUnixNano);
        Assert.Equal(3_000_000UL, Length(Child(spans, trials[1], "decode")));
        Assert.Contains(first.Exemplars, e => trials.Any(t => t.SpanId.Equals(e.SpanId)));
    }

    [Fact]
    public async Task Figures_of_an_invalid_case_are_counted_and_not_sent()
    {
        await using var receiver = await OtlpReceiver.Start(grpc: false);
        var invalid = TelemetryTests.Record() with { Grade = new([new(GradeReason.OutputMismatch, "")], []) };

        Assert.Empty(Send(receiver.Address, "http/protobuf", invalid));

        Assert.Equal("invalid", receiver.Metrics["inferbench.grades"].Sum.DataPoints.Single().Attributes.Single().Value.StringValue);
        Assert.Equal("output_mismatch", receiver.Metrics["inferbench.grade_findings"].Sum.DataPoints.Single().Attributes.Single().Value.StringValue);
        Assert.DoesNotContain(receiver.Metrics.Keys, name => name.StartsWith("gen_ai", StringComparison.Ordinal) || name.StartsWith("inferbench.decode", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Token_metrics_take_their_coming_names_where_that_is_asked_for()
    {
        await using var receiver = await OtlpReceiver.Start(grpc: false);

        Send(receiver.Address, "http/protobuf", TelemetryTests.Record(), ("OTEL_SEMCONV_STABILITY_OPT_IN", "gen_ai_latest_experimental"));

        Assert.DoesNotContain("gen_ai.client.token.usage", receiver.Metrics.Keys);
        Assert.Equal(8.0, receiver.Metrics["gen_ai.client.inference.operation.input_tokens"].Histogram.DataPoints.Single().Sum);
        Assert.Equal(6, receiver.Metrics["gen_ai.client.inference.usage.output_tokens"].Sum.DataPoints.Single().AsInt);
    }

    [Fact]
    public async Task A_receiver_that_refuses_is_told_of_with_counts_and_headers_are_not()
    {
        await using var receiver = await OtlpReceiver.Start(grpc: false);
        receiver.Status = 503;

        var notices = Send(receiver.Address, "http/protobuf", TelemetryTests.Record(), ("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20s3cret"));

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

        var notices = Send($"http://{listener.LocalEndpoint}", "http/protobuf", TelemetryTests.Record());

        // 1 s of patience for each signal after the case, 5 s together at the end, and as much again for a busy machine.
        Assert.InRange(Environment.TickCount64 - before, 0, 14_000);
        Assert.StartsWith($"telemetry: 8 of 8 spans did not reach http://{listener.LocalEndpoint}: ", notices[0]);
        Assert.StartsWith($"telemetry: the last metrics did not reach http://{listener.LocalEndpoint}: ", notices[1]);
        listener.Stop();
        accepting.Join();
        accepted.ForEach(socket => socket.Dispose());
    }

    private static IReadOnlyList<string> Send(string address, string protocol, RunRecord record, params (string, string)[] more)
    {
        using var telemetry = TelemetryTests.Open(
            TelemetryTests.Nothing, [("OTEL_EXPORTER_OTLP_ENDPOINT", address), ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol), .. more]);
        telemetry.WentOn(new(record.Case, CasePhase.Opening, 0));
        telemetry.WentOn(new(record.Case, CasePhase.Measure, 1));
        telemetry.Add(record);
        return telemetry.Close(linger: true, TestContext.Current.CancellationToken);
    }

    private static ulong Length(Span span) => span.EndTimeUnixNano - span.StartTimeUnixNano;

    private static Span Child(Span[] spans, Span of, string name) => spans.Single(s => s.Name == name && s.ParentSpanId.Equals(of.SpanId));
}
