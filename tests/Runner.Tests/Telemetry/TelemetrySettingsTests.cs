using System.Net;
using InferBench.Runner.Records;
using InferBench.Runner.Telemetry;

namespace InferBench.Runner.Tests.Telemetry;

public sealed class TelemetrySettingsTests
{
    private static TelemetrySettings? Read(params string[] variables)
    {
        var given = variables.Select(v => v.Split('=', 2)).ToDictionary(v => v[0], v => v[1]);
        return TelemetrySettings.Read(TelemetryTests.Nothing, given.GetValueOrDefault);
    }

    [Theory]
    [InlineData("PATH=/bin")]
    [InlineData("OTEL_METRICS_EXPORTER=none")]
    [InlineData("OTEL_SERVICE_NAME=other")]
    public void Where_nothing_is_asked_for_there_is_none(string variable) => Assert.Null(Read(variable));

    [Fact]
    public void The_switch_of_the_SDK_turns_all_variables_off() =>
        Assert.Null(Read("OTEL_SDK_DISABLED=true", "OTEL_METRICS_EXPORTER=otlp", "OTEL_TRACES_EXPORTER=zipkin"));

    [Fact]
    public void An_endpoint_asks_for_its_exporters_and_paths_are_appended_to_the_general_one_alone()
    {
        var settings = Read("OTEL_EXPORTER_OTLP_ENDPOINT=https://host:1/base/", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://other/as-it-is", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf")!;

        Assert.Equal("https://host:1/base/v1/metrics", settings.Metrics!.Endpoint.ToString());
        Assert.Equal("http://other/as-it-is", settings.Traces!.Endpoint.ToString());
        Assert.False(settings.Metrics.Grpc);
    }

    [Fact]
    public void Each_signal_has_its_exporter_and_its_own_variables_win()
    {
        var settings = Read(
            "OTEL_METRICS_EXPORTER=otlp,prometheus", "OTEL_TRACES_EXPORTER=none", "OTEL_EXPORTER_OTLP_TIMEOUT=5", "OTEL_EXPORTER_OTLP_METRICS_TIMEOUT=7",
            "OTEL_EXPORTER_OTLP_METRICS_HEADERS=a=b", "OTEL_EXPORTER_PROMETHEUS_PORT=1234")!;

        Assert.Null(settings.Traces);
        Assert.Equal(("http://localhost:4317/", true, 7, "a=b"), (settings.Metrics!.Endpoint.ToString(), settings.Metrics.Grpc, settings.Metrics.Milliseconds, settings.Metrics.Headers));
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 1234), settings.Prometheus);
    }

    [Theory]
    [InlineData("OTEL_METRICS_EXPORTER=zipkin", "OTEL_METRICS_EXPORTER: found 'zipkin', allowed are otlp, prometheus, none")]
    [InlineData("OTEL_TRACES_EXPORTER=prometheus", "OTEL_TRACES_EXPORTER: found 'prometheus', allowed are otlp, none")]
    [InlineData("OTEL_METRICS_EXPORTER=none,otlp", "OTEL_METRICS_EXPORTER: found none beside others, allowed is none alone")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=collector:4317", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: found 'collector:4317', allowed is http:// or https:// with a host, such as http://localhost:4318; credentials go into OTEL_EXPORTER_OTLP_HEADERS")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://me:s3cret@host", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: found an address with a user in it, or something like it, allowed is http:// or https:// with a host, such as http://localhost:4318; credentials go into OTEL_EXPORTER_OTLP_HEADERS")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=ftp://host/s3cret", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: found 'ftp://host/..', allowed is http:// or https:// with a host, such as http://localhost:4318; credentials go into OTEL_EXPORTER_OTLP_HEADERS")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=host:1?s3cret", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: found 'host:1?..', allowed is http:// or https:// with a host, such as http://localhost:4318; credentials go into OTEL_EXPORTER_OTLP_HEADERS")]
    [InlineData("OTEL_EXPORTER_PROMETHEUS_PORT=99999", "OTEL_EXPORTER_PROMETHEUS_PORT: found '99999', allowed is a port from 0 to 65535")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL=http/json", "OTEL_EXPORTER_OTLP_PROTOCOL: found 'http/json', allowed are grpc and http/protobuf")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS=a=b,s3cret", "OTEL_EXPORTER_OTLP_HEADERS: found in entry 2 no header (not shown, it may be secret), allowed is key=value,.. of printable characters, others percent-encoded")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS=a=s3cret%0d%0ab", "OTEL_EXPORTER_OTLP_HEADERS: found in entry 1 no header (not shown, it may be secret), allowed is key=value,.. of printable characters, others percent-encoded")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=lowmemory", "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: found 'lowmemory', allowed are cumulative and delta")]
    [InlineData("OTEL_METRIC_EXPORT_INTERVAL=1m", "OTEL_METRIC_EXPORT_INTERVAL: found '1m', allowed is a whole number above 0")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT=5s", "OTEL_EXPORTER_OTLP_TIMEOUT: found '5s', allowed is a whole number of milliseconds above 0")]
    [InlineData("OTEL_EXPORTER_OTLP_COMPRESSION=zstd", "OTEL_EXPORTER_OTLP_COMPRESSION: found 'zstd', allowed are gzip and none")]
    [InlineData("OTEL_EXPORTER_OTLP_CERTIFICATE=/nowhere.pem", "OTEL_EXPORTER_OTLP_CERTIFICATE: found no file there, allowed is the path of a PEM file")]
    [InlineData("OTEL_EXPORTER_PROMETHEUS_HOST=example.org", "OTEL_EXPORTER_PROMETHEUS_HOST: found 'example.org', allowed are localhost and the address of an interface, such as 127.0.0.1")]
    public void What_cannot_be_used_is_named_with_its_variable(string variable, string problem)
    {
        string[] asked = variable.StartsWith("OTEL_METRICS", StringComparison.Ordinal) ? [variable] : ["OTEL_METRICS_EXPORTER=otlp,prometheus", variable];

        Assert.Equal([problem], Assert.Throws<BadInputException>(() => Read(asked)).Problems);
    }

    [Theory]
    [InlineData("OTEL_BSP_MAX_QUEUE_SIZE=0", "OTEL_BSP_MAX_QUEUE_SIZE: found '0', allowed is a whole number above 0")]
    [InlineData("OTEL_TRACES_SAMPLER=jaeger_remote", "OTEL_TRACES_SAMPLER: found 'jaeger_remote', allowed are always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off, parentbased_traceidratio")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG=10%", "OTEL_TRACES_SAMPLER_ARG: found '10%', allowed is a number from 0 to 1")]
    public void What_the_SDK_would_pass_over_is_named_where_traces_are_sent(string variable, string problem)
    {
        Assert.Equal([problem], Assert.Throws<BadInputException>(() => Read("OTEL_TRACES_EXPORTER=otlp", variable)).Problems);
        Assert.NotNull(Read("OTEL_METRICS_EXPORTER=otlp", variable));
    }

    [Theory]
    [InlineData("OTEL_TRACES_EXPORTER=zipkin", true)]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=no address", true)]
    [InlineData("OTEL_METRICS_EXPORTER=none", false)]
    [InlineData("OTEL_SERVICE_NAME=other", false)]
    public void Asking_needs_no_good_variable(string variable, bool asked) =>
        Assert.Equal(asked, TelemetrySettings.IsAskedFor(name => name == variable.Split('=')[0] ? variable.Split('=')[1] : null));

    [Fact]
    public void Every_metric_of_the_catalogue_is_exported_but_costs_which_no_record_has() =>
        Assert.Equal([MetricId.CostPrompt, MetricId.CostGenerated], MetricCatalog.All.Select(m => m.Id).Except(TelemetryNames.Gauges.Select(g => g.Id)));

    [Fact]
    public void Bounds_of_inter_token_latency_go_from_10_us_to_10_s_by_the_square_root_of_2()
    {
        double[] bounds = TelemetryNames.InterTokenLatency.Bounds!;

        Assert.Equal((1e-5, 2e-5, 41), (bounds[0], bounds[2], bounds.Length));
        Assert.InRange(bounds[^1], 10, 10.5);
    }
}
