using InferBench.Runner.Records;

namespace InferBench.Runner.Models.Synthesis;

/// <summary>
/// Held by the one process that makes a cached model; the system lets go of it when the process ends, however it ends.
/// </summary>
internal sealed class CacheLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly FileStream file;

    public CacheLock(string folder, Action<string>? notify, CancellationToken cancellation)
    {
        string parent = Path.GetDirectoryName(folder)!;
        try
        {
            Directory.CreateDirectory(parent);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{parent}: the folder of made models cannot be created: {e.Message}", e);
        }

        file = Take(Path.Combine(parent, $".{Path.GetFileName(folder)}.lock"), notify, cancellation);
    }

    public void Dispose() => file.Dispose();

    private static FileStream Take(string path, Action<string>? notify, CancellationToken cancellation)
    {
        for (bool told = false; ; told = true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (UnauthorizedAccessException e)
            {
                throw new BadInputException($"{path}: cannot be written: {e.Message}", e);
            }
            catch (IOException) when (File.Exists(path))
            {
                if (!told)
                    notify?.Invoke($"waiting for another process that holds {path}");
                cancellation.WaitHandle.WaitOne(Pause);
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }
}
