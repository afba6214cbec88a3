using System.Security.Cryptography;
using System.Text;

namespace InferBench.Runner.Models;

/// <summary>SHA-256 of files as <c>sha256sum</c> gives it.</summary>
internal static class FileHash
{
    private const int ReadBytes = 1 << 20;

    public static string Of(string path, CancellationToken cancellation)
    {
        using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[ReadBytes];
        for (long at = 0; RandomAccess.Read(file, buffer, at) is > 0 and var count; at += count)
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, count);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>SHA-256 of what <c>sha256sum</c> prints for some files.</summary>
    public static string OfList(IEnumerable<(string Sha256, string Name)> files)
    {
        string lines = string.Concat(files.Select(f => $"{f.Sha256}  {f.Name}\n"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines)));
    }
}
