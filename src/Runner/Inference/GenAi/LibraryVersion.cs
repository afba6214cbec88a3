using System.Diagnostics;
using System.Text;

namespace InferBench.Runner.Inference.GenAi;

/// <summary>The version of onnxruntime-genai in its library's file. Its API has none; it would report it home under this name.</summary>
internal static class LibraryVersion
{
    private const int Longest = 64;

    // Read in pieces: memory that the whole file takes would count as the case's.
    private const int PieceBytes = 1 << 18;

    /// <param name="path">The library's file.</param>
    /// <returns>Such as 0.18.0; null where the file does not tell.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string? Of(string path)
    {
        if (OperatingSystem.IsWindows())
            return FileVersionInfo.GetVersionInfo(path).ProductVersion;
        using var file = File.OpenRead(path);
        return In(file);
    }

    internal static string? In(Stream file)
    {
        byte[] piece = new byte[PieceBytes];
        int kept = 0;
        while (true)
        {
            int length = kept + file.ReadAtLeast(piece.AsSpan(kept), PieceBytes - kept, throwOnEndOfStream: false);
            if (After(piece.AsSpan(0, length)) is { } version)
                return version;
            if (length < PieceBytes)
                return null;
            // It may lie across two pieces.
            kept = Longest;
            piece.AsSpan(length - kept).CopyTo(piece);
        }
    }

    private static string? After(ReadOnlySpan<byte> piece)
    {
        var name = "\0sdkVersion\0"u8;
        if (piece.IndexOf(name) is not (>= 0 and var at))
            return null;
        var rest = piece[(at + name.Length)..];
        var version = rest[..Math.Max(0, rest.IndexOf((byte)0))];
        return version.Length is > 0 and < Longest && char.IsAsciiDigit((char)version[0]) && version.IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0
            ? Encoding.ASCII.GetString(version)
            : null;
    }
}
