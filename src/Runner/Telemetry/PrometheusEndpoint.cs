using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using InferBench.Runner.Records;

namespace InferBench.Runner.Telemetry;

/// <summary>
/// Answers <c>GET /metrics</c> over HTTP/1.1, one request a connection. A web server is not linked for that: ASP.NET would be a
/// fifth of what a self-contained InferBench weighs.
/// </summary>
internal sealed class PrometheusEndpoint : IDisposable
{
    private const int LongestRequest = 16 * 1024;
    private const int MostConnections = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TcpListener listener;
    private readonly Func<bool, byte[]?> text;
    private readonly SemaphoreSlim free = new(MostConnections);
    private readonly CancellationTokenSource closing = new();
    private readonly object gate = new();
    private int scrapes;

    /// <summary>Listens at once.</summary>
    /// <param name="at">Address and port; port 0 takes any that is free.</param>
    /// <param name="source">What asked for it: a flag or a variable.</param>
    /// <param name="text">What to answer, as OpenMetrics or in Prometheus' own format; null where that cannot be told.</param>
    /// <exception cref="BadInputException">It cannot listen there.</exception>
    public PrometheusEndpoint(IPEndPoint at, string source, Func<bool, byte[]?> text)
    {
        this.text = text;
        listener = new TcpListener(at);
        try
        {
            listener.Start();
        }
        catch (SocketException e)
        {
            string why = e.SocketErrorCode == SocketError.AddressAlreadyInUse ? "another program listens there" : e.Message;
            throw new BadInputException($"{source}: found {at}, where nothing can listen ({why}), allowed is a free port of this machine, 0 for any");
        }

        Task.Run(Accept);
    }

    /// <summary>Where it is.</summary>
    public string Address => $"http://{listener.LocalEndpoint}/metrics";

    /// <summary>Waits until it was scraped once more.</summary>
    /// <param name="patience">How long at most.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public void AwaitScrape(TimeSpan patience, CancellationToken cancellation)
    {
        long deadline = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        using var waken = cancellation.Register(Pulse);
        lock (gate)
        {
            int before = scrapes;
            while (scrapes == before && !cancellation.IsCancellationRequested && deadline - Environment.TickCount64 is > 0 and var left)
                Monitor.Wait(gate, (int)Math.Min(left, int.MaxValue));
        }
    }

    public void Dispose()
    {
        closing.Cancel();
        listener.Dispose();
    }

    private async Task Accept()
    {
        while (!closing.IsCancellationRequested)
        {
            try
            {
                await free.WaitAsync(closing.Token);
                var client = await listener.AcceptTcpClientAsync(closing.Token);
                _ = Serve(client);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                free.Release();
            }
        }
    }

    private async Task Serve(TcpClient client)
    {
        try
        {
            using (client)
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(closing.Token);
                patience.CancelAfter(Patience);
                var stream = client.GetStream();
                bool scraped = await Answer(stream, await Request(stream, patience.Token), patience.Token);
                client.Client.Shutdown(SocketShutdown.Send);
                if (scraped)
                    Scraped();
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Who asked is gone, or says nothing.
        }
        finally
        {
            free.Release();
        }
    }

    private void Scraped()
    {
        lock (gate)
        {
            scrapes++;
            Monitor.PulseAll(gate);
        }
    }

    private void Pulse()
    {
        lock (gate)
            Monitor.PulseAll(gate);
    }

    /// <returns>The lines before a body; null where the request does not end, or is too long.</returns>
    private static async Task<string[]?> Request(NetworkStream stream, CancellationToken cancellation)
    {
        var buffer = new byte[LongestRequest];
        for (int length = 0; length < buffer.Length;)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(length), cancellation);
            if (read == 0)
                return null;
            length += read;
            string head = Encoding.Latin1.GetString(buffer, 0, length);
            if (head.IndexOf("\r\n\r\n", StringComparison.Ordinal) is >= 0 and int end)
                return head[..end].Split("\r\n");
        }

        return null;
    }

    private async Task<bool> Answer(NetworkStream stream, string[]? request, CancellationToken cancellation)
    {
        string[] words = request?[0].Split(' ') ?? [];
        bool understood = words is [_, _, ['H', 'T', 'T', 'P', '/', '1', ..]];
        string status = !understood ? "400 Bad Request" : words[0] is not ("GET" or "HEAD") ? "405 Method Not Allowed"
            : words[1].Split('?')[0] != "/metrics" ? "404 Not Found" : "200 OK";
        bool open = request?.Any(AsksForOpenMetrics) == true;
        byte[]? metrics = status == "200 OK" ? text(open) : null;
        if (status == "200 OK" && metrics is null)
            status = "500 Internal Server Error";
        byte[] body = metrics ?? Encoding.UTF8.GetBytes("See /metrics.\n");
        string type = metrics is null ? "text/plain; charset=utf-8" : PrometheusText.ContentType(open);
        string head = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), cancellation);
        if (words is not ["HEAD", ..])
            await stream.WriteAsync(body, cancellation);
        return status == "200 OK" && words[0] == "GET";
    }

    private static bool AsksForOpenMetrics(string header) =>
        header.StartsWith("accept:", StringComparison.OrdinalIgnoreCase) && header.Contains("application/openmetrics-text", StringComparison.OrdinalIgnoreCase);
}
