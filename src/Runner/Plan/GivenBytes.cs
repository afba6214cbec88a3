using InferBench.Runner.Models;
using InferBench.Runner.Records;

namespace InferBench.Runner.Plan;

/// <summary>The bytes of a file that a user or a plan names.</summary>
internal static class GivenBytes
{
    /// <summary>Reads a file.</summary>
    /// <param name="flag">What named it, for messages.</param>
    /// <param name="path">The file.</param>
    /// <param name="within">Folder that it must be in, and that the path is relative to; null where it may be anywhere.</param>
    /// <param name="most">Most bytes.</param>
    /// <param name="wanted">What to name, such as <c>a file of token ids</c>.</param>
    /// <returns>Its path and its bytes: one more than <paramref name="most"/> where it is larger.</returns>
    /// <exception cref="BadInputException">It is no regular file, or cannot be read.</exception>
    public static (string Path, byte[] Bytes) Read(string flag, string path, string? within, int most, string wanted)
    {
        try
        {
            if (within is not null)
                path = FolderPath.Resolve(within, path) ?? throw new BadInputException($"{flag}: found '{path}', allowed is a file inside the plan's folder; put it there");
            RegularFile.Require(path, $"name {wanted}");
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            byte[] bytes = new byte[(int)Math.Min(stream.Length, most) + 1];
            int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return (path, bytes[..length]);
        }
        catch (BadInputException e) when (!e.Message.StartsWith(flag, StringComparison.Ordinal))
        {
            throw new BadInputException($"{flag} {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new BadInputException($"{flag} {path}: cannot be read ({OneLine.Of(e.Message, 200).TrimEnd('.')}); name {wanted}", e);
        }
    }
}
