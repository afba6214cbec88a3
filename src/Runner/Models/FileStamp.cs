using System.Security.Cryptography;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>A file's size and hashes (SHA-256): of all of it, of its first and of its last MiB.</summary>
internal sealed record FileStamp(string Name, long Bytes, string Sha256, string FirstMib, string LastMib)
{
    private const int Mib = 1 << 20;

    /// <summary>Stamps a file whose full hash is known already.</summary>
    public static FileStamp Of(string path, string sha256)
    {
        long bytes = new FileInfo(path).Length;
        return new FileStamp(Path.GetFileName(path), bytes, sha256, HashPart(path, 0), HashPart(path, Math.Max(0, bytes - Mib)));
    }

    /// <summary>Reads and stamps a small file.</summary>
    public static FileStamp Of(string path) => Of(path, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))));

    /// <summary>How the file in <paramref name="folder"/> differs, as far as a cheap look tells; null if it does not.</summary>
    /// <exception cref="BadInputException">It is no regular file.</exception>
    public string? FindChange(string folder)
    {
        string path = Path.Combine(folder, Name);
        if (!RegularFile.Exists(path))
            return $"{Name} is missing";
        long bytes = FolderPath.FileLength(path);
        if (bytes != Bytes)
            return $"{Name} has {bytes} bytes, not the {Bytes} it was made with";
        if (HashPart(path, 0) != FirstMib)
            return $"the first MiB of {Name} is not what it was made with";
        return HashPart(path, Math.Max(0, Bytes - Mib)) == LastMib
            ? null
            : $"the last MiB of {Name} is not what it was made with";
    }

    private static string HashPart(string path, long offset)
    {
        using var file = File.OpenHandle(path);
        byte[] part = new byte[Math.Min(Mib, RandomAccess.GetLength(file) - offset)];
        int count = RandomAccess.Read(file, part, offset);
        return Convert.ToHexStringLower(SHA256.HashData(part.AsSpan(0, count)));
    }
}
