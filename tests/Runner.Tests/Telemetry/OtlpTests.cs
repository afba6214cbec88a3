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

        Assert.Empty(TelemetryTests.Send(receiver.Address, protocol, TelemetryTests.Record()));

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
        Assert.Equal(trials[0].EndTimeUnixNano, trials[1].StartTimeUnixNano);
        Assert.True(Case(spans).Attributes.Single(a => a.Key == "inferbench.trials.starts_reconstructed").Value.BoolValue);
        Assert.Equal(2_500_000UL, Length(Child(spans, trials[0], "prefill")));
        Assert.Equal(trials[0].EndTimeUnixNano, Child(spans, trials[0], "decode").EndTimeUnixNano);
        Assert.Equal(3_000_000UL, Length(Child(spans, trials[1], "decode")));
        Assert.Contains(first.Exemplars, e => trials.Any(t => t.SpanId.Equals(e.SpanId)));
        Assert.Contains(gaps.Exemplars, e => e.SpanId.Equals(trials[1].SpanId));
    }

    [Fact]
    public async Task Trials_lie_where_the_record_has_them_and_the_run_names_its_trace()
    {
        await using var receiver = await OtlpReceiver.Start(grpc: false);
        var record = TelemetryTests.Record() with { TrialStarts = [20_000_000, 1_030_000_000] };

        Assert.Empty(TelemetryTests.Send(receiver.Address, "http/protobuf", record));

        var spans = receiver.Spans;
        ulong started = 1_000_000 * (ulong)record.Started.ToUnixTimeMilliseconds();
        Assert.Equal(
            [started + 20_000_000, started + 1_030_000_000],
            spans.Where(s => s.Name.StartsWith("text", StringComparison.Ordinal)).Select(s => s.StartTimeUnixNano).Order());
        Assert.DoesNotContain(Case(spans).Attributes, a => a.Key == "inferbench.trials.starts_reconstructed");
        // printf %s run | sha256sum | cut -c1-32
        Assert.All(spans, s => Assert.Equal("acba25512100f80b56fc3ccd14c65be5", Convert.ToHexStringLower(s.TraceId.Span)));
        Assert.Equal(
            ["run", record.CaseId],
            new[] { "inferbench.run.id", "inferbench.case.id" }.Select(name => Case(spans).Attributes.Single(a => a.Key == name).Value.StringValue));
    }

    [Fact]
    public async Task A_trial_of_a_kernel_is_as_long_as_its_launches()
    {
        await using var receiver = await OtlpReceiver.Start(grpc: false);
        var record = TelemetryTests.Record() with
        {
            Case = TelemetryTests.Record().Case with { Model = CaseSpec.KernelPrefix + "matmul" },
            TrialStarts = [20_000_000, 30_000_000],
            Samples = new Dictionary<string, SampleSeries> { [MetricId.KernelTime] = new() { Count = 2, Values = [100_000, 200_000] } },
            Values = new Dictionary<string, double> { [MetricId.KernelLaunches] = 10 },
        };

        Assert.Empty(TelemetryTests.Send(receiver.Address, "http/protobuf", record));

        var trials = receiver.Spans.Where(s => s.Name == "kernel:matmul").OrderBy(s => s.StartTimeUnixNano).ToArray();
        Assert.Equal([1_000_000UL, 2_000_000UL], trials.Select(Length));
        Assert.Equal(10_000_000UL, trials[1].StartTimeUnixNano - trials[0].StartTimeUnixNano);
        Assert.All(trials, t => Assert.Equal(Case(receiver.Spans).SpanId, t.ParentSpanId));
        Assert.DoesNotContain(trials[0].Attributes, a => a.Key.StartsWith("gen_ai", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pipelines_trace_takes_the_run_in()
    {
        await using var receiver = await OtlpReceiver.Start(grpc: false);

        TelemetryTests.Send(
            receiver.Address, "http/protobuf", TelemetryTests.Record(), ("TRACEPARENT", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));

        Assert.All(receiver.Spans, s => Assert.Equal("0af7651916cd43dd8448eb211c80319c", Convert.ToHexStringLower(s.TraceId.Span)));
        Assert.Equal("b7ad6b7169203331", Convert.ToHexStringLower(receiver.Spans.Single(s => s.Name == "inferbench run").ParentSpanId.Span));
    }

    [Theory]
    [InlineData("delta", 1)]
    [InlineData("Cumulative", 2)]
    public async Task Metrics_are_deltas_where_that_is_asked_for(string preference, int temporality)
    {
        await using var receiver = await OtlpReceiver.Start(grpc: false);

        TelemetryTests.Send(
            receiver.Address, "http/protobuf", TelemetryTests.Record(), ("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", preference));

        var all = receiver.MetricRequests.SelectMany(r => r.ResourceMetrics).SelectMany(r => r.ScopeMetrics).SelectMany(s => s.Metrics).ToArray();
        var cases = all.Where(m => m.Name == "inferbench.cases").ToArray();
        Assert.All(cases, m => Assert.Equal(temporality, m.Sum.AggregationTemporality));
        Assert.All(all.Where(m => m.Histogram is not null), m => Assert.Equal(temporality, m.Histogram.AggregationTemporality));
        // One export after the case, and one at the end, in which there is nothing new.
        Assert.Equal(preference == "delta" ? [1] : [1, 1], cases.Select(m => m.Sum.DataPoints.Single().AsInt));
    }

    [Fact]
    public async Task Figures_of_an_invalid_case_are_counted_and_not_sent()
    {
        await using var receiver = await OtlpReceiver.Start(grpc: false);
        var invalid = TelemetryTests.Record() with { Grade = new([new(GradeReason.OutputMismatch, "")], []) };

        Assert.Empty(TelemetryTests.Send(receiver.Address, "http/protobuf", invalid));

        Assert.Equal("invalid", receiver.Metrics["inferbench.grades"].Sum.DataPoints.Single().Attributes.Single().Value.StringValue);
        Assert.Equal("output_mismatch", receiver.Metrics["inferbench.grade_findings"].Sum.DataPoints.Single().Attributes.Single().Value.StringValue);
        Assert.DoesNotContain(receiver.Metrics.Keys, name => name.StartsWith("gen_ai", StringComparison.Ordinal) || name.StartsWith("inferbench.decode", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failed_case_says_why_without_the_users_name()
    {
        await using var receiver = await OtlpReceiver.Start(grpc: false);
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var failed = TelemetryTests.Record() with { Status = CaseStatus.Failed, Reason = $"{home}/lib.so: not found" };

        TelemetryTests.Send(receiver.Address, "http/protobuf", failed);

        Assert.Equal(("~/lib.so: not found", 2), (Case(receiver.Spans).Status.Message, Case(receiver.Spans).Status.Code));
        Assert.Equal("case_failed", Case(receiver.Spans).Attributes.Single(a => a.Key == "error.type").Value.StringValue);
    }

    [Fact]
    public async Task Token_metrics_take_their_coming_names_where_that_is_asked_for()
    {
        await using var receiver = await OtlpReceiver.Start(grpc: false);

        TelemetryTests.Send(receiver.Address, "http/protobuf", TelemetryTests.Record(), ("OTEL_SEMCONV_STABILITY_OPT_IN", "gen_ai_latest_experimental"));

        Assert.DoesNotContain("gen_ai.client.token.usage", receiver.Metrics.Keys);
        Assert.Equal(8.0, receiver.Metrics["gen_ai.client.inference.operation.input_tokens"].Histogram.DataPoints.Single().Sum);
        Assert.Equal(6, receiver.Metrics["gen_ai.client.inference.usage.output_tokens"].Sum.DataPoints.Single().AsInt);
    }

    private static Span Case(Span[] spans) => spans.Single(s => s.Name.StartsWith("case", StringComparison.Ordinal));

    private static ulong Length(Span span) => span.EndTimeUnixNano - span.StartTimeUnixNano;

    private static Span Child(Span[] spans, Span of, string name) => spans.Single(s => s.Name == name && s.ParentSpanId.Equals(of.SpanId));
}
