using System.Net;
using System.Net.Sockets;
using InferBench.Runner.Records;
using InferBench.Runner.Telemetry;

namespace InferBench.Runner.Tests.Telemetry;

[Collection(nameof(TelemetryTests))]
public sealed class PrometheusTests
{
    private static readonly HttpClient Client = new();
    private static readonly TelemetryRequest Endpoint = new(new(IPAddress.Loopback, 0), TimeSpan.FromSeconds(30), null);

    [Fact]
    public async Task A_scrape_has_every_figure_of_a_record_and_buckets_of_its_samples()
    {
        using var telemetry = TelemetryTests.Open(Endpoint);
        Assert.Equal("", await Scrape(telemetry));
        telemetry.Add(TelemetryTests.Record());

        string[] lines = (await Scrape(telemetry)).Split('\n');

        const string key = "gen_ai_request_model=\"synth:llama-15m:int4\",inferbench_case_id=\"0123456789ab\",inferbench_device=\"cpu\",otel_scope_name=\"inferbench\"";
        Assert.Contains("# TYPE inferbench_decode_throughput_per_second gauge", lines);
        Assert.Contains($"inferbench_decode_throughput_per_second{{{key}}} 1234.5", lines);
        Assert.Contains($"inferbench_memory_peak_bytes{{{key}}} 157286400", lines);
        Assert.Contains("# TYPE inferbench_inter_token_latency_seconds histogram", lines);
        Assert.Contains($"inferbench_inter_token_latency_seconds_bucket{{{key},le=\"0.000905097\"}} 0", lines);
        Assert.Contains($"inferbench_inter_token_latency_seconds_bucket{{{key},le=\"0.00128\"}} 2", lines);
        Assert.Contains($"inferbench_inter_token_latency_seconds_bucket{{{key},le=\"+Inf\"}} 4", lines);
        Assert.Contains($"inferbench_inter_token_latency_seconds_count{{{key}}} 4", lines);
        Assert.Contains("inferbench_cases_total{inferbench_case_status=\"ok\",otel_scope_name=\"inferbench\"} 1", lines);
        Assert.Contains(lines, l => l.StartsWith("target_info{", StringComparison.Ordinal) && l.Contains("inferbench_run_id=\"run\"", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("dotnet_process_memory_working_set_bytes{", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_asks_for_OpenMetrics_gets_it()
    {
        using var telemetry = TelemetryTests.Open(Endpoint);
        telemetry.Add(TelemetryTests.Record());
        using var request = new HttpRequestMessage(HttpMethod.Get, telemetry.Address);
        request.Headers.Add("Accept", "application/openmetrics-text;version=1.0.0;q=0.8,text/plain;q=0.2");

        using var answer = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        string[] lines = (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n');

        Assert.Equal("application/openmetrics-text; version=1.0.0; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal(["# EOF", ""], lines[^2..]);
        Assert.Contains("# TYPE target info", lines);
        Assert.Contains("# TYPE inferbench_cases counter", lines);
        Assert.Contains("inferbench_cases_total{inferbench_case_status=\"ok\",otel_scope_name=\"inferbench\"} 1", lines);
        Assert.Contains(lines, l => l.StartsWith("gen_ai_client_token_usage_bucket", StringComparison.Ordinal) && l.EndsWith("le=\"4.0\"} 2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_scrape_that_fails_inside_is_no_empty_one()
    {
        using var endpoint = new PrometheusEndpoint(new(IPAddress.Loopback, 0), "--prometheus", _ => null);

        Assert.Equal(HttpStatusCode.InternalServerError, (await Client.GetAsync(endpoint.Address, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task What_is_no_scrape_is_refused()
    {
        using var telemetry = TelemetryTests.Open(Endpoint);
        var cancellation = TestContext.Current.CancellationToken;

        Assert.Equal(HttpStatusCode.NotFound, (await Client.GetAsync(telemetry.Address!.Replace("/metrics", "/", StringComparison.Ordinal), cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await Client.PostAsync(telemetry.Address, null, cancellation)).StatusCode);
    }

    [Fact]
    public void A_port_in_use_is_one_line_that_names_the_flag()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var at = (IPEndPoint)other.LocalEndpoint;

        var refused = Assert.Throws<BadInputException>(() => TelemetryTests.Open(Endpoint with { Prometheus = at }));

        Assert.Equal([$"--prometheus: found {at}, where nothing can listen (another program listens there), allowed is a free port of this machine, 0 for any"], refused.Problems);
    }

    [Fact]
    public async Task The_endpoint_lingers_until_it_was_scraped_once_more()
    {
        using var telemetry = TelemetryTests.Open(Endpoint);
        telemetry.Add(TelemetryTests.Record());
        var cancellation = TestContext.Current.CancellationToken;

        var closing = Task.Run(() => telemetry.Close(linger: true, cancellation), cancellation);
        while (!closing.IsCompleted)
            Assert.Contains("inferbench_cases_total", await Scrape(telemetry));

        Assert.Empty(await closing);
    }

    [Fact]
    public void The_file_of_the_textfile_collector_is_whole_or_not_there()
    {
        string folder = Directory.CreateTempSubdirectory("inferbench-textfile-").FullName;
        string file = Path.Combine(folder, "inferbench.prom");
        using var telemetry = TelemetryTests.Open(new(null, TimeSpan.Zero, file));
        telemetry.Add(TelemetryTests.Record());

        Assert.Empty(telemetry.Close(linger: false, TestContext.Current.CancellationToken));

        Assert.Equal([file], Directory.GetFileSystemEntries(folder));
        Assert.Contains("inferbench_decode_throughput_per_second", File.ReadAllText(file));
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("inferbench.mbu", "1", false, true, "inferbench_mbu_ratio")]
    [InlineData("inferbench.kernel.bandwidth", "By/s", false, true, "inferbench_kernel_bandwidth_bytes_per_second")]
    [InlineData("inferbench.cpu.clock", "Hz", false, true, "inferbench_cpu_clock_hertz")]
    [InlineData("dotnet.gc.heap.total_allocated", "By", true, false, "dotnet_gc_heap_allocated_bytes_total")]
    [InlineData("9.lives", null, false, true, "_9_lives")]
    public void Names_follow_the_rules_for_Prometheus(string name, string? unit, bool counter, bool gauge, string expected) =>
        Assert.Equal(expected, PrometheusName.Of(name, unit, counter, gauge));

    private static Task<string> Scrape(RunTelemetry telemetry) => Client.GetStringAsync(telemetry.Address, TestContext.Current.CancellationToken);
}
