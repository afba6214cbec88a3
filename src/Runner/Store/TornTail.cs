using System.Text.Json;

namespace InferBench.Runner.Store;

/// <summary>What stands behind the last line feed of a results file: nothing, unless a run was cut off while it wrote.</summary>
internal static class TornTail
{
    private const int Block = 64 << 10;

    /// <summary>Moves a torn last line to a file beside, and gives a whole one its line feed; the caller keeps others out.</summary>
    /// <param name="stream">The results file.</param>
    /// <param name="path">Its path.</param>
    /// <returns>What was done, in one line, or null where there was nothing to do.</returns>
    /// <exception cref="IOException">It could not be done; the file is as it was.</exception>
    public static string? Mend(FileStream stream, string path)
    {
        long end = EndOfLines(stream);
        int length = (int)(stream.Length - end);
        if (length == 0)
            return null;
        byte[] tail = new byte[length];
        stream.Seek(end, SeekOrigin.Begin);
        stream.ReadExactly(tail);
        if (IsRecord(tail))
        {
            stream.Write("\n"u8);
            return $"{path}: the last record had no line feed behind it, which was added";
        }

        string kept = path + ".torn";
        using (var torn = new FileStream(kept, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            torn.Write([.. tail, (byte)'\n']);
            torn.Flush(flushToDisk: true);
        }

        stream.SetLength(end);
        return FormattableString.Invariant($"{path}: the last line was torn (power cut?); its {length} bytes are in {kept} now");
    }

    /// <summary>Where the last whole line ends.</summary>
    /// <exception cref="IOException">There is no line feed as far back as a record can reach.</exception>
    private static long EndOfLines(FileStream stream)
    {
        byte[] block = new byte[Block];
        for (long end = stream.Length; end > 0;)
        {
            long begin = Math.Max(0, end - Block);
            var part = block.AsSpan(0, (int)(end - begin));
            stream.Seek(begin, SeekOrigin.Begin);
            stream.ReadExactly(part);
            int feed = part.LastIndexOf((byte)'\n');
            if (feed >= 0)
                return begin + feed + 1;
            if (stream.Length - begin > LineReader.MaxBytes)
                throw new IOException("its last line is longer than any record");
            end = begin;
        }

        return 0;
    }

    private static bool IsRecord(ReadOnlySpan<byte> line)
    {
        try
        {
            RecordHead.Parse(line, new(), new());
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
