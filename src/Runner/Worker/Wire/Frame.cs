using System.Buffers.Binary;
using System.Text;
using static System.FormattableString;

namespace InferBench.Runner.Worker.Wire;

/// <summary>
/// A stream cut into pieces: the length as 4 bytes, lowest first, then as many bytes. Any printed text that gets between
/// them reads as a length far beyond the limit, because its fourth byte is a space or more.
/// </summary>
public static class Frame
{
    /// <summary>Most bytes of one frame's content: room for the largest plan, and for hundreds of times the largest record.</summary>
    public const int MostBytes = 64 << 20;

    private const int LengthBytes = sizeof(int);

    /// <summary>Writes one frame in one call, so that nothing comes between its length and its content.</summary>
    /// <exception cref="WireException">The content is empty or too large.</exception>
    /// <exception cref="IOException">Nobody reads the stream any more.</exception>
    public static void Write(Stream stream, ReadOnlySpan<byte> content)
    {
        if (content.Length is 0 or > MostBytes)
            throw new WireException(Invariant($"a frame of {content.Length} bytes was to be sent, allowed are 1 to {MostBytes}"));
        byte[] frame = new byte[LengthBytes + content.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, content.Length);
        content.CopyTo(frame.AsSpan(LengthBytes));
        stream.Write(frame);
        stream.Flush();
    }

    /// <summary>Reads one frame's content; null where the stream ends between two frames.</summary>
    /// <exception cref="WireException">What was read is no frame, or the stream ended inside one.</exception>
    public static byte[]? Read(Stream stream)
    {
        Span<byte> prefix = stackalloc byte[LengthBytes];
        int got = stream.ReadAtLeast(prefix, LengthBytes, throwOnEndOfStream: false);
        if (got == 0)
            return null;
        if (got < LengthBytes)
            throw new WireException(Invariant($"the stream ended after {got} of the {LengthBytes} bytes of a frame's length"));
        int length = BinaryPrimitives.ReadInt32LittleEndian(prefix);
        if (length is < 1 or > MostBytes)
            throw new WireException(Invariant($"found {Shown(prefix)} where a frame's length was expected: allowed are 1 to {MostBytes} bytes"));
        byte[] content = new byte[length];
        got = stream.ReadAtLeast(content, length, throwOnEndOfStream: false);
        return got == length
            ? content
            : throw new WireException(Invariant($"the stream ended after {got} of a frame's {length} bytes"));
    }

    private static string Shown(ReadOnlySpan<byte> bytes) =>
        bytes.ContainsAnyExceptInRange((byte)' ', (byte)'~') ? $"bytes {Convert.ToHexStringLower(bytes)}" : $"'{Encoding.ASCII.GetString(bytes)}'";
}
