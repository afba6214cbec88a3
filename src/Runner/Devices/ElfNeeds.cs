using System.Buffers.Binary;
using System.Text;

namespace InferBench.Runner.Devices;

/// <summary>Names of the shared libraries that one for Linux on x86-64 needs: the loader tells only the first that is missing.</summary>
internal static class ElfNeeds
{
    private const int HeaderBytes = 64, EntryBytes = 56, DynamicBytes = 16, MostBytes = 1 << 20, LongestName = 256;
    private const uint Load = 1, Dynamic = 2;
    private const ulong Needed = 1, Strings = 5;

    /// <summary>The names, in the file's order; empty where the file is no such library.</summary>
    public static IReadOnlyList<string> Read(string path)
    {
        using var file = File.OpenHandle(path);
        byte[] header = Bytes(file, 0, HeaderBytes);
        // Little-endian, 64 bits.
        if (header.Length < HeaderBytes || !header.AsSpan(0, 6).SequenceEqual("\u007fELF\u0002\u0001"u8))
            return [];
        byte[] segments = Bytes(file, U64(header, 32), EntryBytes * BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(56)));
        byte[] dynamic = [];
        var loaded = new List<(ulong Address, ulong Offset, ulong Size)>();
        for (int at = 0; at + EntryBytes <= segments.Length; at += EntryBytes)
        {
            uint type = BinaryPrimitives.ReadUInt32LittleEndian(segments.AsSpan(at));
            var (offset, address, size) = (U64(segments, at + 8), U64(segments, at + 16), U64(segments, at + 32));
            if (type == Load)
                loaded.Add((address, offset, size));
            else if (type == Dynamic)
                dynamic = Bytes(file, offset, (int)Math.Min(size, MostBytes));
        }

        var entries = Enumerable.Range(0, dynamic.Length / DynamicBytes).Select(i => (Tag: U64(dynamic, i * DynamicBytes), Value: U64(dynamic, (i * DynamicBytes) + 8))).ToArray();
        ulong strings = entries.FirstOrDefault(e => e.Tag == Strings).Value;
        var segment = loaded.FirstOrDefault(l => strings >= l.Address && strings - l.Address < l.Size);
        return [.. entries.Where(e => e.Tag == Needed).Select(e => Text(Bytes(file, segment.Offset + strings - segment.Address + e.Value, LongestName)))];
    }

    private static byte[] Bytes(Microsoft.Win32.SafeHandles.SafeFileHandle file, ulong offset, int count)
    {
        byte[] bytes = new byte[count];
        return offset > long.MaxValue ? [] : bytes[..RandomAccess.Read(file, bytes, (long)offset)];
    }

    private static ulong U64(byte[] bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Max(bytes.AsSpan().IndexOf((byte)0), 0)));
}
