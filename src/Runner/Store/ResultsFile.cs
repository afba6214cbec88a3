using System.Globalization;
using System.Text.Json;
using InferBench.Runner.Records;

namespace InferBench.Runner.Store;

/// <summary>An append-only file of records, one JSON object a line, each on the disk before the next case starts.</summary>
public sealed class ResultsFile : IDisposable
{
    private readonly FileStream stream;
    private readonly IReadOnlyList<string> made;

    private ResultsFile(FileStream stream, IReadOnlyList<string> made)
    {
        this.stream = stream;
        this.made = made;
    }

    /// <summary>The file's path as the user would type it.</summary>
    public string Path => stream.Name;

    /// <summary>A name below <c>results/</c> in the current folder that no other run takes.</summary>
    public static string NewPath(DateTimeOffset now, string runId) => System.IO.Path.Combine(
        "results", now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture) + "-" + runId + ".jsonl");

    /// <summary>Opens or makes the file, before anything is measured, and keeps other runs out of it.</summary>
    /// <exception cref="BadInputException">It cannot be written, another run writes it, or it holds something other than records.</exception>
    public static ResultsFile OpenForAppend(string path)
    {
        if (path.Length == 0 || System.IO.Path.EndsInDirectorySeparator(path) || Directory.Exists(path))
            throw new BadInputException($"--out: found '{path}', allowed is the path of a file");
        FileStream? stream = null;
        string[] made = [];
        try
        {
            made = [.. Missing(System.IO.Path.GetFullPath(path))];
            if (made.Length > 1)
                Directory.CreateDirectory(made[1]);
            // No buffer: a write that the disk refuses must not be tried again when the stream is closed.
            stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            RefuseForeign(stream, path);
            stream.Seek(0, SeekOrigin.End);
            return new(stream, made);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            stream?.Dispose();
            Remove(made);
            throw new BadInputException($"--out {path}: cannot be written ({FirstLine(e)}); name a file that you may write and no other run writes", e);
        }
        catch
        {
            stream?.Dispose();
            throw;
        }
    }

    /// <summary>Writes one record through to the disk, or nothing at all.</summary>
    /// <exception cref="ResultNotWrittenException">The disk refused; it carries the record's line.</exception>
    public void Append(RunRecord record)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(record, RecordJson.Line.RunRecord);
        long start = stream.Length;
        try
        {
            stream.Write([.. json, (byte)'\n']);
            stream.Flush(flushToDisk: true);
            if (!File.Exists(Path))
                throw new FileNotFoundException("the file was removed while the run was going on");
        }
        // .NET reports EFBIG, a limit of the file system or of the process, as an argument out of range.
        catch (Exception e) when (e is IOException or ArgumentOutOfRangeException)
        {
            TryCutBack(start);
            throw new ResultNotWrittenException(
                $"{Path}: the record could not be written ({FirstLine(e)}); free some space and run the remaining cases again",
                System.Text.Encoding.UTF8.GetString(json),
                e);
        }
    }

    /// <summary>Closes the file; one that took no record goes away, with the folders that were made for it.</summary>
    public void Dispose()
    {
        bool unused = made.Count > 0 && stream.Length == 0;
        stream.Dispose();
        if (unused)
            Remove(made);
    }

    // Best effort: what cannot be tidied up must not hide why the run ended.
    private static void Remove(IReadOnlyList<string> made)
    {
        try
        {
            foreach (string path in made)
            {
                if (Directory.Exists(path) && !Directory.EnumerateFileSystemEntries(path).Any())
                    Directory.Delete(path);
                else
                    File.Delete(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    // The file and the folders above it that do not exist yet, innermost first.
    private static IEnumerable<string> Missing(string path)
    {
        for (string? at = path; at is not null && !System.IO.Path.Exists(at); at = System.IO.Path.GetDirectoryName(at))
            yield return at;
    }

    private void TryCutBack(long length)
    {
        try
        {
            stream.SetLength(length);
        }
        catch (IOException)
        {
            // The first failure is the one to report.
        }
    }

    private static void RefuseForeign(FileStream stream, string path)
    {
        if (stream.Length == 0)
            return;
        using var reader = new StreamReader(stream, leaveOpen: true);
        if (!IsRecord(reader.ReadLine()))
            throw new BadInputException($"--out {path}: found a file that holds no InferBench records, allowed are a new file or one to append to; name another");
        stream.Seek(-1, SeekOrigin.End);
        if (stream.ReadByte() != '\n')
            throw new BadInputException($"--out {path}: found a last line that was cut off, allowed are whole lines; delete that line or name another file");
    }

    private static bool IsRecord(string? line)
    {
        try
        {
            using var json = JsonDocument.Parse(line ?? "");
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("schema", out var schema) && schema.ValueKind == JsonValueKind.Number
                && json.RootElement.TryGetProperty("case_id", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string FirstLine(Exception e) => e.Message.Split('\n')[0].TrimEnd('.', '\r');
}
