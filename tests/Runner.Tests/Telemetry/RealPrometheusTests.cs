using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using InferBench.Runner.Records;
using InferBench.Runner.Telemetry;

namespace InferBench.Runner.Tests.Telemetry;

/// <summary>Debian's Prometheus reads what we serve.</summary>
[Collection(nameof(TelemetryTests))]
public sealed class RealPrometheusTests
{
    private static readonly HttpClient Client = new();
    private static readonly TelemetryRequest Endpoint = new(new(IPAddress.Loopback, 0), TimeSpan.Zero, null);

    [Fact]
    public async Task Promtool_finds_nothing_wrong_with_our_own_metrics()
    {
        string promtool = Program("promtool");
        using var telemetry = TelemetryTests.Open(Endpoint);
        telemetry.Add(TelemetryTests.Record());
        string text = await Client.GetStringAsync(telemetry.Address, TestContext.Current.CancellationToken);
        // What .NET's own runtime metrics are called is not ours to say.
        string own = string.Join('\n', text.Split('\n').Where(line => !line.Contains("dotnet_", StringComparison.Ordinal)));
        using var check = Process.Start(new ProcessStartInfo(promtool, ["check", "metrics"]) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true })!;

        await check.StandardInput.WriteAsync(own);
        check.StandardInput.Close();
        string found = await check.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await check.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await check.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(("", 0), (found, check.ExitCode));
    }

    [Fact]
    public async Task A_scraping_Prometheus_has_the_figures_and_its_quantile_is_in_the_records_bucket()
    {
        string program = Program("prometheus");
        await using var receiver = await OtlpReceiver.Start(grpc: false);
        using var telemetry = TelemetryTests.Open(
            Endpoint, ("OTEL_TRACES_EXPORTER", "otlp"), ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));
        var gaps = Enumerable.Range(1, 1000).Select(k => k * 3_000L).ToArray();
        telemetry.Add(TelemetryTests.Record() with
        {
            TrialStarts = [0, 10_000_000],
            Samples = new Dictionary<string, SampleSeries>(TelemetryTests.Record().Samples) { [MetricId.Itl] = new() { Count = gaps.Length, Values = gaps } },
        });
        string folder = Directory.CreateTempSubdirectory("inferbench-prometheus-").FullName;
        string config = Path.Combine(folder, "prometheus.yml");
        File.WriteAllText(config, $"scrape_configs: [{{job_name: inferbench, scrape_interval: 500ms, scrape_timeout: 500ms, static_configs: [{{targets: ['{new Uri(telemetry.Address!).Authority}']}}]}}]");
        int port = FreePort();
        using var server = Process.Start(new ProcessStartInfo(
            program, [$"--config.file={config}", $"--storage.tsdb.path={folder}/data", FormattableString.Invariant($"--web.listen-address=127.0.0.1:{port}"), "--enable-feature=exemplar-storage", "--log.level=error"])
        { RedirectStandardError = true })!;
        try
        {
            Assert.Equal(1234.5, await Ask(port, "inferbench_decode_throughput_per_second"));
            double median = await Ask(port, "histogram_quantile(0.5, inferbench_inter_token_latency_seconds_bucket)");
            Assert.InRange(median, 0.0015 / Math.Sqrt(2), 0.0015 * Math.Sqrt(2));
            string traced = await Client.GetStringAsync(
                FormattableString.Invariant($"http://127.0.0.1:{port}/api/v1/query_exemplars?query=gen_ai_server_time_to_first_token_seconds_bucket&start=0&end=9999999999"), TestContext.Current.CancellationToken);
            Assert.Contains(CaseSpans.TraceId("run").ToHexString(), traced, StringComparison.Ordinal);
            Assert.Contains(receiver.Spans, s => traced.Contains(Convert.ToHexStringLower(s.SpanId.Span), StringComparison.Ordinal));
            Assert.Equal(1, await Ask(port, "sum(inferbench_case_info * on (inferbench_case_id) group_left inferbench_decode_throughput_per_second > bool 0)"));
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync(TestContext.Current.CancellationToken);
            Directory.Delete(folder, recursive: true);
        }
    }

    // It answers nothing until it is up, and an empty vector until it has scraped.
    private static async Task<double> Ask(int port, string query)
    {
        while (true)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            try
            {
                string answer = await Client.GetStringAsync(
                    FormattableString.Invariant($"http://127.0.0.1:{port}/api/v1/query?query={Uri.EscapeDataString(query)}"), TestContext.Current.CancellationToken);
                var result = JsonDocument.Parse(answer).RootElement.GetProperty("data").GetProperty("result");
                if (result.GetArrayLength() > 0)
                    return double.Parse(result[0].GetProperty("value")[1].GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture);
            }
            catch (HttpRequestException)
            {
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Program(string name)
    {
        string path = Path.Combine(Environment.GetEnvironmentVariable("INFERBENCH_PROMETHEUS") ?? "", name);
        if (File.Exists(path))
            return path;
        bool required = (Environment.GetEnvironmentVariable("INFERBENCH_REQUIRE") ?? "").Split(',', StringSplitOptions.TrimEntries).Contains("prometheus");
        Assert.False(required, "prometheus is required and not there");
        Assert.Skip("INFERBENCH_PROMETHEUS names no folder with prometheus and promtool: tests/install-prometheus.sh makes one");
        return path;
    }
}
