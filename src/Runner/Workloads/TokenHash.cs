using System.Buffers.Binary;
using System.Security.Cryptography;

namespace InferBench.Runner.Workloads;

/// <summary>A short name for token ids: of one sequence, or of several one after another.</summary>
public static class TokenHash
{
    /// <summary>First 16 hexadecimal digits of the SHA-256 of the ids as little-endian 32-bit integers.</summary>
    public static string Of(ReadOnlySpan<int> ids)
    {
        var bytes = new byte[ids.Length * sizeof(int)];
        for (var i = 0; i < ids.Length; i++)
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * sizeof(int)), ids[i]);
        return Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8));
    }
}
