using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace InferBench.Runner.Models.Synthesis;

/// <summary>
/// Writes a data file while it is computed: one chunk is written and hashed while the next one is made on all cores.
/// Two chunks are all the memory it takes.
/// </summary>
internal sealed class DataFileWriter(DataLayout data, Action<long> written, CancellationToken cancellation)
{
    private const int ChunkBytes = 8 << 20;
    private const int SliceBytes = 128 << 10;

    /// <summary>Writes the file, which must not exist.</summary>
    /// <returns>Its SHA-256.</returns>
    public string Write(string path)
    {
        using SafeFileHandle file = File.OpenHandle(
            path, FileMode.CreateNew, FileAccess.Write, FileShare.None, preallocationSize: data.Length);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] made = new byte[ChunkBytes], next = new byte[ChunkBytes];
        Make(0, made);
        for (long offset = 0; offset < data.Length; offset += ChunkBytes)
        {
            int count = (int)Math.Min(ChunkBytes, data.Length - offset);
            Together(
                () => RandomAccess.Write(file, made.AsSpan(0, count), offset),
                () => hash.AppendData(made.AsSpan(0, count)),
                () => Make(offset + ChunkBytes, next));
            (made, next) = (next, made);
            written(offset + count);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private void Make(long offset, byte[] chunk)
    {
        long count = Math.Clamp(data.Length - offset, 0, ChunkBytes);
        ParallelOptions options = new() { CancellationToken = cancellation };
        Parallel.For(0, (count + SliceBytes - 1) / SliceBytes, options, slice =>
        {
            int start = (int)slice * SliceBytes;
            data.Fill(offset + start, chunk.AsSpan(start, (int)Math.Min(SliceBytes, count - start)));
        });
    }

    private static void Together(params Action[] actions)
    {
        try
        {
            Parallel.Invoke(actions);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
