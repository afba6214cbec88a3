using System.Diagnostics;
using System.Text;

namespace InferBench.Runner.Inference.GenAi;

/// <summary>The version of onnxruntime-genai in its library's file. Its API has none; it would report it home under this name.</summary>
internal static class LibraryVersion
{
    private const int Longest = 40;

    /// <param name="path">The library's file.</param>
    /// <returns>Such as 0.18.0; null where the file does not tell.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string? Of(string path) =>
        OperatingSystem.IsWindows() ? FileVersionInfo.GetVersionInfo(path).ProductVersion : In(File.ReadAllBytes(path));

    internal static string? In(ReadOnlySpan<byte> file)
    {
        var name = "\0sdkVersion\0"u8;
        if (file.IndexOf(name) is not (>= 0 and var at))
            return null;
        var rest = file[(at + name.Length)..];
        var version = rest[..Math.Max(0, rest[..Math.Min(Longest, rest.Length)].IndexOf((byte)0))];
        return version.Length > 0 && char.IsAsciiDigit((char)version[0]) && version.IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0
            ? Encoding.ASCII.GetString(version)
            : null;
    }
}
