using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace InferBench.EndToEnd.Tests;

/// <summary>A proxy of HTTP that notes what it is asked for, and answers for every host itself: 200, and 502 where it should connect.</summary>
internal sealed class NotingProxy : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> requests = [];

    public NotingProxy()
    {
        listener.Start();
        _ = Accept();
    }

    public string Address => $"http://{listener.LocalEndpoint}";

    /// <summary>First lines of the requests so far.</summary>
    public IReadOnlyCollection<string> Requests => requests;

    public void Dispose() => listener.Dispose();

    private async Task Accept()
    {
        try
        {
            while (true)
                _ = Answer(await listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task Answer(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.Latin1);
            string first = await reader.ReadLineAsync() ?? "";
            requests.Enqueue(first);
            int length = 0;
            while (await reader.ReadLineAsync() is { Length: > 0 } header)
            {
                if (header.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase))
                    length = int.Parse(header["Content-Length: ".Length..], null);
            }

            await reader.ReadBlockAsync(new char[length], 0, length);
            string status = first.StartsWith("CONNECT ", StringComparison.Ordinal) ? "502 Bad Gateway" : "200 OK";
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        }
    }
}
