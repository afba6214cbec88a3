namespace InferBench.Runner.Harness;

/// <summary>
/// What workers and the native libraries in them print, in a file beside the results. It is made when there is something to
/// keep in it.
/// </summary>
/// <param name="path">The file; null keeps the beginning in memory, until it is known where it goes.</param>
public sealed class WorkerLog(string? path) : IDisposable
{
    private const long MostBytes = 64 << 20;

    private const int MostHeld = 1 << 20;

    private readonly Lock turn = new();
    private readonly MemoryStream? held = path is null ? new() : null;
    private FileStream? file;
    private long written;
    private string? problem;

    /// <summary>Where to look, or why nothing could be kept; null where nothing was printed.</summary>
    public string? Notice => problem ?? (file is null ? null : $"what workers printed is in {path}");

    /// <summary>Appends what was printed, up to 64 MiB for one run.</summary>
    public void Append(ReadOnlySpan<byte> text)
    {
        lock (turn)
        {
            if (problem is not null || written > MostBytes)
                return;
            if (path is null)
            {
                held!.Write(text[..Math.Min(text.Length, MostHeld - (int)held.Length)]);
                return;
            }

            try
            {
                // Before the first record there may be no folder yet.
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
                file ??= new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
                file.Write(text);
                written += text.Length;
                if (written > MostBytes)
                    file.Write("\ninferbench: the rest is left out\n"u8);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                problem = $"{path}: what workers print is not kept ({e.Message.Split('\n')[0]})";
            }
        }
    }

    /// <summary>Appends what this one holds in memory to another.</summary>
    public void MoveTo(WorkerLog other)
    {
        if (held is { Length: > 0 })
            other.Append(held.GetBuffer().AsSpan(0, (int)held.Length));
        held?.SetLength(0);
    }

    public void Dispose()
    {
        lock (turn)
            file?.Dispose();
    }
}
