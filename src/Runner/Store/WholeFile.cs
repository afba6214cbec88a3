using InferBench.Runner.Records;

namespace InferBench.Runner.Store;

/// <summary>A file that has its name only once it is complete and on the disk.</summary>
public static class WholeFile
{
    /// <summary>Writes beside the final name, then renames; nothing is left where writing fails.</summary>
    /// <param name="flag">The option to blame, such as <c>--out</c>.</param>
    /// <param name="path">The final name.</param>
    /// <param name="replace">Whether a file of that name may be replaced.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="BadInputException">It cannot be written, or is there and may not be replaced.</exception>
    public static void Write(string flag, string path, bool replace, Action<Stream> write)
    {
        if (path.Length == 0 || path.Contains('\0') || Path.EndsInDirectorySeparator(path) || Directory.Exists(path) || FilePath.IsDevice(path))
            throw new BadInputException($"{flag}: found '{path}', allowed is the path of a file");
        if (!replace && Path.Exists(path))
            throw new BadInputException($"{flag}: found '{path}', which is there already, allowed is a new file; name another");
        // Behind links: the file there is replaced, not the link.
        string target = FilePath.Final(path);
        string partial = $"{target}.{Guid.NewGuid():N}.partial";
        try
        {
            using (var stream = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(partial, target, overwrite: replace);
        }
        // .NET reports a limit of the file's size as an argument out of range.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new BadInputException($"{flag} {path}: cannot be written ({e.Message.Split('\n')[0].TrimEnd('.', '\r')}); free some space or name another file", e);
        }
        finally
        {
            Remove(partial);
        }
    }

    private static void Remove(string partial)
    {
        try
        {
            File.Delete(partial);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Why writing failed is what matters.
        }
    }
}
