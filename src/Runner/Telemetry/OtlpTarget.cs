using InferBench.Runner.Records;

namespace InferBench.Runner.Telemetry;

/// <summary>
/// Where one signal is sent, from the OTEL_EXPORTER_OTLP_* variables. They are read and checked here, because the SDK passes over
/// what it cannot use; certificates, compression and limits are left to it. Values of headers, and what an endpoint has besides
/// its address, may be secrets, and are shown nowhere.
/// </summary>
internal sealed record OtlpTarget
{
    private const string Prefix = "OTEL_EXPORTER_OTLP_";
    private const string Temporality = "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE";
    private const int UsualMilliseconds = 10_000;
    private static readonly string[] Certificates = ["CERTIFICATE", "CLIENT_CERTIFICATE", "CLIENT_KEY"];

    /// <summary>Address with the signal's path where the protocol has one.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>gRPC, instead of protobuf over HTTP.</summary>
    public required bool Grpc { get; init; }

    /// <summary><c>key=value,..</c>; null for none.</summary>
    public string? Headers { get; init; }

    /// <summary>Most milliseconds for one export.</summary>
    public required int Milliseconds { get; init; }

    /// <summary>Each export of metrics holds what is new, instead of all.</summary>
    public bool Deltas { get; init; }

    /// <summary>Host and port, for messages.</summary>
    public string Name => $"{Endpoint.Scheme}://{Endpoint.Authority}";

    /// <summary>Whether a variable names where the signal goes.</summary>
    public static bool IsNamed(string signal, Func<string, string?> variable) =>
        variable(Prefix + "ENDPOINT") is { Length: > 0 } || variable($"{Prefix}{signal}_ENDPOINT") is { Length: > 0 };

    /// <param name="signal"><c>METRICS</c> or <c>TRACES</c>.</param>
    /// <param name="path">What HTTP appends to an endpoint for all signals.</param>
    /// <param name="variable">An environment variable; null where it is not set.</param>
    /// <param name="problems">Takes a line for each variable that cannot be used.</param>
    public static OtlpTarget Read(string signal, string path, Func<string, string?> variable, List<string> problems)
    {
        var (protocolName, protocol) = Find("PROTOCOL");
        // gRPC is what the SDK takes where nothing is said.
        bool grpc = protocol is null or "grpc";
        if (protocol is not (null or "grpc" or "http/protobuf"))
            problems.Add($"{protocolName}: found '{OneLine.Of(protocol, 80)}', allowed are grpc and http/protobuf");
        var (headersName, headers) = Find("HEADERS");
        Check(headersName, headers, problems);
        var (timeoutName, timeout) = Find("TIMEOUT");
        if (!Whole.TryParse(timeout, UsualMilliseconds, int.MaxValue, out int milliseconds) || milliseconds == 0)
            problems.Add($"{timeoutName}: found '{OneLine.Of(timeout!, 80)}', allowed is a whole number of milliseconds above 0");
        var (compressionName, compression) = Find("COMPRESSION");
        if (compression is not (null or "gzip" or "none"))
            problems.Add($"{compressionName}: found '{OneLine.Of(compression, 80)}', allowed are gzip and none");
        string? temporality = signal == "METRICS" && variable(Temporality) is { Length: > 0 } preferred ? preferred.ToLowerInvariant() : null;
        if (temporality is not (null or "cumulative" or "delta"))
            problems.Add($"{Temporality}: found '{OneLine.Of(temporality, 80)}', allowed are cumulative and delta");
        foreach (string name in Certificates.Select(name => Prefix + name))
        {
            if (variable(name) is { Length: > 0 } file && !File.Exists(file))
                problems.Add($"{name}: found no file there, allowed is the path of a PEM file");
        }

        var (endpointName, endpoint) = Find("ENDPOINT");
        var address = Address(endpointName, endpoint ?? (grpc ? "http://localhost:4317" : "http://localhost:4318"), problems);
        // The variable of one signal is taken as it is.
        if (!grpc && !endpointName.Contains(signal, StringComparison.Ordinal))
            address = new Uri($"{address.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{path}{address.Query}");
        return new() { Endpoint = address, Grpc = grpc, Headers = headers, Milliseconds = milliseconds, Deltas = temporality == "delta" };

        (string Name, string? Value) Find(string name)
        {
            string own = $"{Prefix}{signal}_{name}";
            return variable(own) is { Length: > 0 } value ? (own, value)
                : (Prefix + name, variable(Prefix + name) is { Length: > 0 } general ? general : null);
        }
    }

    private static Uri Address(string name, string text, List<string> problems)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0)
            return address;
        // What is written like a password is not repeated, and neither is what follows a host.
        string found = text.Contains('@') ? "an address with a user in it, or something like it" : $"'{OneLine.Of(UpToHost(text), 80)}'";
        problems.Add($"{name}: found {found}, allowed is http:// or https:// with a host, such as http://localhost:4318; credentials go into {Prefix}HEADERS");
        return new("http://localhost");
    }

    private static string UpToHost(string text)
    {
        int host = text.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? scheme + "://".Length : 0;
        int end = text.IndexOfAny(['/', '?', '#'], host);
        return end < 0 || end == text.Length - 1 ? text : text[..(end + 1)] + "..";
    }

    private static void Check(string name, string? headers, List<string> problems)
    {
        string[] entries = headers?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        for (int i = 0; i < entries.Length; i++)
        {
            int equals = entries[i].IndexOf('=');
            string key = equals > 0 ? entries[i][..equals].Trim() : "";
            string value = equals > 0 ? Uri.UnescapeDataString(entries[i][(equals + 1)..]) : "";
            if (key.Length == 0 || !key.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c)) || value.Any(c => c is < ' ' or > '~'))
                problems.Add($"{name}: found in entry {i + 1} no header (not shown, it may be secret), allowed is key=value,.. of printable characters, others percent-encoded");
        }
    }
}
