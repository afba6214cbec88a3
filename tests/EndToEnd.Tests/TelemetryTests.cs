using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using InferBench.Runner.Records;

namespace InferBench.EndToEnd.Tests;

public sealed class TelemetryTests(ModelFixture models)
{
    private readonly string folder = models.NewFolder();

    private string[] Quick(params string[] more) =>
        ["run", "--model", "synth:llama-15m:int4", "--cache-dir", models.Cache, "--out", Path.Combine(folder, "r.jsonl"), "--warmup", "1", "--trials", "2",
            "--prompt", "8", "--gen", "4", "--no-check", .. more];

    [Theory]
    [InlineData(false)]
    [InlineData(false, "--telemetry", "off")]
    [InlineData(true, "--prometheus", "127.0.0.1:0")]
    public async Task OpenTelemetry_is_loaded_only_where_it_is_asked_for(bool loaded, params string[] arguments)
    {
        Native.RequireOnnxRuntime();
        string told = models.NewFolder();
        var variables = new Dictionary<string, string?>
        {
            ["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location,
            [StartupHook.Folder] = told,
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = arguments is ["--telemetry", ..] ? "http://127.0.0.1:1" : null,
        };

        var outcome = await Inferbench.RunWith(variables, Quick(arguments));

        Assert.Equal(0, outcome.ExitCode);
        string[] assemblies = [.. Directory.GetFiles(told).SelectMany(File.ReadAllLines)];
        Assert.Contains("inferbench", assemblies);
        Assert.Equal(loaded, assemblies.Any(name => name.StartsWith("OpenTelemetry", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_receiver_that_is_not_there_changes_nothing_but_a_warning_with_counts()
    {
        Native.RequireOnnxRuntime();

        var outcome = await Inferbench.RunWith(new Dictionary<string, string?> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1" }, Quick("--quiet"));

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(2, outcome.ErrorLines.Length);
        Assert.Equal("inferbench: telemetry: 8 of 8 spans did not reach http://127.0.0.1:1: System.Net.Sockets.SocketException (111): Connection refused", outcome.ErrorLines[0]);
        var record = Assert.Single(Inferbench.ReadRecords(Path.Combine(folder, "r.jsonl")));
        Assert.Equal((CaseStatus.Ok, 0.0), (record.Status, record.Values[MetricId.SelfAllocated]));
        var starts = record.TrialStarts!;
        Assert.Equal(2, starts.Count);
        Assert.True(starts[0] > 0 && starts[1] >= starts[0] + record.Samples[MetricId.E2e].Values[0]);
    }

    [Theory]
    [InlineData("HTTP_PROXY", "http://collector.invalid:4318", null, "POST http://collector.invalid:4318/v1/metrics HTTP/1.1", true)]
    [InlineData("HTTPS_PROXY", "https://collector.invalid:4318", null, "CONNECT collector.invalid:4318 HTTP/1.1", false)]
    [InlineData("HTTP_PROXY", "http://collector.invalid:4318", "collector.invalid", null, false)]
    public async Task Telemetry_goes_through_the_proxy_that_the_environment_names(string variable, string endpoint, string? except, string? noted, bool arrives)
    {
        Native.RequireOnnxRuntime();
        using var proxy = new NotingProxy();
        var variables = new Dictionary<string, string?>
        {
            [variable] = proxy.Address,
            ["NO_PROXY"] = except,
            ["no_proxy"] = null,
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        };

        var outcome = await Inferbench.RunWith(variables, Quick("--quiet"));

        Assert.Equal((0, arrives ? 0 : 2), (outcome.ExitCode, outcome.ErrorLines.Length));
        Assert.Equal(noted is not null, proxy.Requests.Contains(noted));
        Assert.Equal(noted is null, proxy.Requests.Count == 0);
    }

    [Fact]
    public async Task A_port_in_use_is_refused_before_anything_is_made()
    {
        Native.RequireOnnxRuntime();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        var outcome = await Inferbench.Run(Quick("--prometheus", other.LocalEndpoint.ToString()!));

        Assert.Equal((ExitCode.BadInput, ""), (outcome.ExitCode, outcome.Output));
        Assert.Equal(
            $"inferbench: --prometheus: found {other.LocalEndpoint}, where nothing can listen (another program listens there), allowed is a free port of this machine, 0 for any",
            Assert.Single(outcome.ErrorLines));
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public async Task Metrics_of_a_run_can_be_scraped_after_it_while_the_endpoint_lingers()
    {
        Native.RequireOnnxRuntime();
        var start = new ProcessStartInfo(Inferbench.Executable, Quick("--prometheus", FormattableString.Invariant($"127.0.0.1:{FreePort()}"), "--prometheus-linger", "60s"));
        using var client = new HttpClient();
        string address = $"http://{start.ArgumentList.SkipWhile(a => a != "--prometheus").ElementAt(1)}/metrics";

        string last = "";
        var outcome = await Inferbench.Run(start, async process =>
        {
            while (!process.HasExited)
            {
                await Task.Delay(50);
                try
                {
                    last = await client.GetStringAsync(address);
                }
                catch (HttpRequestException)
                {
                }
            }
        });

        Assert.Equal(0, outcome.ExitCode);
        var record = Assert.Single(Inferbench.ReadRecords(Path.Combine(folder, "r.jsonl")));
        Assert.Contains(FormattableString.Invariant($"}} {record.Statistics[MetricId.DecodeTps].Median}"), last);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
