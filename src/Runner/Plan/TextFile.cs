using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using InferBench.Runner.Records;
using static System.FormattableString;

namespace InferBench.Runner.Plan;

/// <summary>A text that a model's tokenizer is given.</summary>
/// <param name="Sha256">Of the file's bytes, as <c>sha256sum</c> prints it.</param>
/// <param name="Utf8">The text, one byte or more and none of them zero, without the mark that some editors put before UTF-8.</param>
public sealed record GivenText(string Sha256, byte[] Utf8);

/// <summary>A stranger's file of text in UTF-8.</summary>
public static class TextFile
{
    /// <summary>Most bytes.</summary>
    public const int MostBytes = 4 << 20;

    /// <summary>Reads a file.</summary>
    /// <param name="flag">What named it, for messages.</param>
    /// <param name="path">The file.</param>
    /// <param name="within">Folder that it must be in, and that the path is relative to; null where it may be anywhere.</param>
    /// <exception cref="BadInputException">It is no regular file, empty, too large, or holds what is no text in UTF-8.</exception>
    public static GivenText Read(string flag, string path, string? within = null)
    {
        (path, byte[] bytes) = GivenBytes.Read(flag, path, within, MostBytes, "a file of text");
        return bytes.Length <= MostBytes
            ? Parse(flag, path, bytes)
            : throw new BadInputException(Invariant($"{flag} {path}: found more than {MostBytes >> 20} MiB, allowed is as much; give a shorter text"));
    }

    internal static GivenText Parse(string flag, string path, byte[] content)
    {
        int skipped = content.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        byte[] text = content[skipped..];
        if (text.Length == 0)
            throw new BadInputException($"{flag} {path}: found an empty file, allowed is text in UTF-8; give one that holds some");
        int wrong = FirstWrong(text);
        if (wrong >= 0)
        {
            string found = text[wrong] == 0 ? "a zero byte" : Invariant($"byte 0x{text[wrong]:X2}, which begins no character");
            throw new BadInputException(Invariant($"{flag} {path}: byte {wrong + skipped}: found {found}, allowed is text in UTF-8; save it as such"));
        }

        return new(Convert.ToHexStringLower(SHA256.HashData(content)), text);
    }

    /// <returns>Offset of the first byte that is no part of a text; -1 where all are.</returns>
    private static int FirstWrong(ReadOnlySpan<byte> text)
    {
        int zero = text.IndexOf((byte)0);
        for (int at = 0; at < (zero < 0 ? text.Length : zero);)
        {
            if (Rune.DecodeFromUtf8(text[at..], out _, out int length) != OperationStatus.Done)
                return at;
            at += length;
        }

        return zero;
    }
}
