using System.Numerics;
using System.Runtime.Intrinsics;

namespace InferBench.Runner.Store;

/// <summary>
/// Where an object or array ends, found 64 bytes at a time with a bit for each byte, as Langdale and Lemire do it ("Parsing gigabytes
/// of JSON per second", VLDB Journal 2019). Brackets and quotes are counted; what stands between them is not looked at.
/// </summary>
internal static class NestedJson
{
    private const int Block = 64;

    /// <param name="json">The text.</param>
    /// <param name="from">Where the value begins, with { or [.</param>
    /// <returns>The index behind its last bracket; -1 where the text ends before.</returns>
    public static int EndOf(ReadOnlySpan<byte> json, int from)
    {
        int depth = 0;
        // Every bit set where a block begins inside a string.
        ulong inString = 0;
        int at = from;
        for (; json.Length - at >= Block; at += Block)
        {
            var block = Vector512.Create(json.Slice(at, Block));
            if (Equal(block, (byte)'\\') != 0)
                break;
            ulong quotes = Equal(block, (byte)'"'), strings = inString;
            if (quotes != 0)
            {
                strings ^= Parity(quotes);
                inString = (ulong)((long)strings >> 63);
            }

            // 0x20 is what { and [, and } and ], differ by.
            var folded = block | Vector512.Create((byte)0x20);
            ulong open = Equal(folded, (byte)'{') & ~strings, close = Equal(folded, (byte)'}') & ~strings;
            int closed = BitOperations.PopCount(close);
            if (depth > closed)
            {
                depth += BitOperations.PopCount(open) - closed;
                continue;
            }

            for (ulong brackets = open | close; brackets != 0; brackets &= brackets - 1)
            {
                ulong first = brackets & (~brackets + 1);
                depth += (open & first) != 0 ? 1 : -1;
                if (depth == 0)
                    return at + BitOperations.TrailingZeroCount(first) + 1;
            }
        }

        return EndOf(json, at, depth, inString != 0);
    }

    // Byte by byte: the end of the text, and from the first escape on.
    private static int EndOf(ReadOnlySpan<byte> json, int at, int depth, bool inString)
    {
        for (; at < json.Length; at++)
        {
            switch (json[at])
            {
                case (byte)'\\' when inString:
                    at++;
                    break;
                case (byte)'"':
                    inString = !inString;
                    break;
                case (byte)'{' or (byte)'[' when !inString:
                    depth++;
                    break;
                case (byte)'}' or (byte)']' when !inString:
                    if (--depth == 0)
                        return at + 1;
                    break;
            }
        }

        return -1;
    }

    private static ulong Equal(Vector512<byte> block, byte character) => Vector512.Equals(block, Vector512.Create(character)).ExtractMostSignificantBits();

    // Bit i: whether an odd number of bits is set up to and with i.
    private static ulong Parity(ulong bits)
    {
        for (int shift = 1; shift < Block; shift *= 2)
            bits ^= bits << shift;
        return bits;
    }
}
