using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace InferBench.Runner.Models.Synthesis;

/// <summary>
/// Writes a data file while it is computed. Makers compute pieces and write each at its place as soon as it is there;
/// the calling thread hashes them in the file's order. A ring of pieces is all the memory it takes.
/// </summary>
internal sealed class DataFileWriter(DataLayout data, Action<long> written, CancellationToken cancellation)
{
    // Written and hashed while still in a second-level cache.
    private const int PieceBytes = 512 << 10;

    // Enough that makers go on while the hash is late.
    private const int Slots = 16;

    // Scales of the smallest 4-bit blocks: 4 bytes for 8.
    private const int ScaleBytes = PieceBytes / 2;

    private static readonly TimeSpan FlushPause = TimeSpan.FromMilliseconds(100);

    private readonly (StoredTensor Tensor, long Start)[] pieces =
        [.. data.Tensors.Where(t => t.Content is not null).SelectMany(t => Starts(t).Select(s => (t, s)))];

    /// <summary>Writes the file, which must not exist, and waits until it is on the disk.</summary>
    /// <param name="path">Where.</param>
    /// <param name="makers">Threads that compute; any number gives the same bytes.</param>
    /// <returns>Its SHA-256.</returns>
    public string Write(string path, int makers)
    {
        using SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        byte[][] buffers = [.. Enumerable.Range(0, Math.Min(Slots, pieces.Length)).Select(_ => new byte[PieceBytes])];
        using PieceRing ring = new(pieces.Length, buffers.Length);
        string hash;
        using (new WorkerThreads(ring, [.. Enumerable.Repeat(() => Make(file, ring, buffers), makers), () => Flush(file, ring)]))
            hash = Hash(file, ring, buffers);
        ring.ThrowIfFailed();
        RandomAccess.FlushToDisk(file);
        return hash;
    }

    private void Make(SafeFileHandle file, PieceRing ring, byte[][] buffers)
    {
        byte[] besides = new byte[ScaleBytes];
        while (ring.TryClaim(out int number))
        {
            (StoredTensor tensor, long start) = pieces[number];
            Span<byte> piece = Part(buffers[number % buffers.Length], tensor, start);
            if (tensor.Scales is { } stored)
            {
                long ratio = tensor.Bytes / stored.Bytes;
                Span<byte> scales = besides.AsSpan(0, (int)(piece.Length / ratio));
                tensor.Content!(start, piece, scales);
                RandomAccess.Write(file, scales, stored.Offset + (start / ratio));
            }
            else
            {
                tensor.Content!(start, piece, []);
            }

            RandomAccess.Write(file, piece, tensor.Offset + start);
            ring.Complete(number);
        }
    }

    // The disk works from the start on; left alone, Linux keeps gigabytes in memory and writes them at the end.
    private static void Flush(SafeFileHandle file, PieceRing ring)
    {
        while (!ring.WaitForStop(FlushPause))
            RandomAccess.FlushToDisk(file);
    }

    private string Hash(SafeFileHandle file, PieceRing ring, byte[][] buffers)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] read = new byte[PieceBytes];
        ReadOnlySpan<byte> padding = stackalloc byte[DataLayout.Alignment];
        long end = 0;
        int number = 0;
        foreach (StoredTensor tensor in data.Tensors)
        {
            hash.AppendData(padding[..(int)(tensor.Offset - end)]);
            foreach (long start in Starts(tensor))
            {
                cancellation.ThrowIfCancellationRequested();
                if (tensor.Content is not null)
                {
                    ring.Await(number);
                    hash.AppendData(Part(buffers[number % buffers.Length], tensor, start));
                    ring.Release(number++);
                }
                else
                {
                    // All blocks of the scales are hashed already, so the scales are written.
                    Span<byte> scales = Part(read, tensor, start);
                    RandomAccess.Read(file, scales, tensor.Offset + start);
                    hash.AppendData(scales);
                }

                written(tensor.Offset + start);
            }

            end = tensor.Offset + tensor.Bytes;
        }

        written(end);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static Span<byte> Part(byte[] buffer, StoredTensor tensor, long start) =>
        buffer.AsSpan(0, (int)Math.Min(PieceBytes, tensor.Bytes - start));

    private static IEnumerable<long> Starts(StoredTensor tensor)
    {
        for (long start = 0; start < tensor.Bytes; start += PieceBytes)
            yield return start;
    }
}
