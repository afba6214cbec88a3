using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using InferBench.Runner.Tests.Telemetry.Otlp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InferBench.Runner.Tests.Telemetry;

/// <summary>A real receiver of OTLP on a port of its own: protobuf over HTTP/1.1, or gRPC over HTTP/2 without TLS.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<MetricsRequest> metrics = [];
    private readonly ConcurrentQueue<TracesRequest> traces = [];

    private OtlpReceiver(WebApplication app) => this.app = app;

    /// <summary>Status that HTTP requests are answered with.</summary>
    public int Status { get; set; } = StatusCodes.Status200OK;

    /// <summary>How long an answer takes.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Value of a header that came with the last request.</summary>
    public string? Authorization { get; private set; }

    public string Address => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>Metrics of the last export, which are cumulative.</summary>
    public Dictionary<string, Metric> Metrics =>
        metrics.Last().ResourceMetrics.SelectMany(r => r.ScopeMetrics).SelectMany(s => s.Metrics).ToDictionary(m => m.Name);

    /// <summary>Requests with metrics so far.</summary>
    public IReadOnlyCollection<MetricsRequest> MetricRequests => metrics;

    /// <summary>Attributes of what sent the last metrics.</summary>
    public Dictionary<string, string> Resource =>
        metrics.Last().ResourceMetrics.Single().Resource.Attributes.ToDictionary(a => a.Key, a => a.Value.StringValue);

    /// <summary>Every span so far.</summary>
    public Span[] Spans => [.. traces.SelectMany(t => t.ResourceSpans).SelectMany(r => r.ScopeSpans).SelectMany(s => s.Spans)];

    /// <summary>Starts one.</summary>
    /// <param name="grpc">gRPC over HTTP/2, else HTTP/1.1.</param>
    /// <param name="tls">Its certificate, with the key; null for none.</param>
    /// <param name="client">The one certificate that a client may have; null where it needs none.</param>
    public static async Task<OtlpReceiver> Start(bool grpc, X509Certificate2? tls = null, X509Certificate2? client = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = grpc ? HttpProtocols.Http2 : HttpProtocols.Http1;
                if (tls is not null)
                    listen.UseHttps(https => Secure(https, tls, client));
            }));
        var app = builder.Build();
        var receiver = new OtlpReceiver(app);
        app.Run(receiver.Take);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>Stops listening, as a receiver that dies.</summary>
    public Task Stop() => app.StopAsync(new CancellationToken(canceled: true));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static void Secure(HttpsConnectionAdapterOptions https, X509Certificate2 tls, X509Certificate2? client)
    {
        https.ServerCertificate = tls;
        if (client is null)
            return;
        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        https.ClientCertificateValidation = (given, _, _) => given.Thumbprint == client.Thumbprint;
    }

    private async Task Take(HttpContext context)
    {
        Authorization = context.Request.Headers.Authorization;
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var bytes = body.ToArray().AsMemory();
        await Task.Delay(Delay);
        bool grpc = context.Request.ContentType == "application/grpc";
        if (Status != StatusCodes.Status200OK)
        {
            context.Response.StatusCode = Status;
            return;
        }

        if (grpc)
        {
            Assert.Equal(0, bytes.Span[0]);
            Assert.Equal(bytes.Length - 5, BinaryPrimitives.ReadInt32BigEndian(bytes.Span[1..]));
            bytes = bytes[5..];
        }

        switch (context.Request.Path.Value)
        {
            case "/v1/metrics" or "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export":
                metrics.Enqueue(MetricsRequest.Parser.ParseFrom(bytes.Span));
                break;
            case "/v1/traces" or "/opentelemetry.proto.collector.trace.v1.TraceService/Export":
                traces.Enqueue(TracesRequest.Parser.ParseFrom(bytes.Span));
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
        }

        if (!grpc)
            return;
        context.Response.ContentType = "application/grpc";
        context.Response.DeclareTrailer("grpc-status");
        await context.Response.Body.WriteAsync(new byte[5]);
        context.Response.AppendTrailer("grpc-status", "0");
    }
}
