using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace InferBench.Runner.Tests.Telemetry;

/// <summary>Certificates as the SDK reads them from the process's own environment.</summary>
[Collection(nameof(TelemetryTests))]
public sealed class OtlpTlsTests : IDisposable
{
    private const string Trusted = "OTEL_EXPORTER_OTLP_CERTIFICATE", Own = "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", Key = "OTEL_EXPORTER_OTLP_CLIENT_KEY";

    private readonly string folder = Directory.CreateTempSubdirectory("inferbench-tls-").FullName;
    private readonly X509Certificate2 server = Certificate("CN=127.0.0.1");

    public void Dispose()
    {
        foreach (string name in (string[])[Trusted, Own, Key])
            Environment.SetEnvironmentVariable(name, null);
        server.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(false, "http/protobuf")]
    [InlineData(true, "grpc")]
    public async Task A_receiver_with_the_certificate_that_is_named_is_trusted(bool grpc, string protocol)
    {
        await using var receiver = await OtlpReceiver.Start(grpc, server);
        Name(Trusted, server.ExportCertificatePem());

        Assert.Empty(TelemetryTests.Send(receiver.Address, protocol, TelemetryTests.Record()));

        Assert.Equal(8, receiver.Spans.Length);
        Assert.NotEmpty(receiver.Metrics);
    }

    [Fact]
    public async Task A_receiver_with_another_certificate_is_sent_nothing()
    {
        await using var receiver = await OtlpReceiver.Start(grpc: false, server);
        using var other = Certificate("CN=127.0.0.1");
        Name(Trusted, other.ExportCertificatePem());

        var notices = TelemetryTests.Send(receiver.Address, "http/protobuf", TelemetryTests.Record());

        Assert.Equal(2, notices.Count);
        Assert.StartsWith($"telemetry: 8 of 8 spans did not reach {receiver.Address}: ", notices[0]);
        Assert.EndsWith("; 0 of 2 exports before arrived", notices[1]);
        Assert.All(notices, n => Assert.Contains("certificate", n, StringComparison.OrdinalIgnoreCase));
        Assert.Empty(receiver.Spans);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_receiver_that_asks_who_sends_is_shown_the_certificate_that_is_named(bool named)
    {
        using var client = Certificate("CN=sender");
        await using var receiver = await OtlpReceiver.Start(grpc: false, server, client);
        Name(Trusted, server.ExportCertificatePem());
        if (named)
        {
            Name(Own, client.ExportCertificatePem());
            Name(Key, client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        }

        var notices = TelemetryTests.Send(receiver.Address, "http/protobuf", TelemetryTests.Record());

        Assert.Equal((named ? 0 : 2, named ? 8 : 0), (notices.Count, receiver.Spans.Length));
    }

    private void Name(string variable, string pem)
    {
        string file = Path.Combine(folder, variable + ".pem");
        File.WriteAllText(file, pem);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Environment.SetEnvironmentVariable(variable, file);
    }

    // Its own authority, for the address that tests listen at.
    private static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
