using System.Buffers.Binary;
using InferBench.Kernels.Cuda.Cupti;

namespace InferBench.Kernels.Tests.Cuda.Cupti;

/// <summary>Buffers built by the documented layouts.</summary>
public sealed unsafe class CuptiRecordsTests
{
    private static readonly int[] Kinds = [1, 2, 3, 4, 5, 10, 17, 22, 38, 39, 51];

    public static TheoryData<int, int, int[]> Releases => new()
    {
        { 12, 6, [88, 88, 208, 40, 40, 208, 56, 96, 40, 24, 56] },
        { 12, 8, [96, 88, 208, 40, 40, 208, 56, 96, 56, 24, 56] },
        { 12, 9, [96, 88, 208, 40, 40, 208, 56, 96, 56, 24, 56] },
        { 13, 0, [96, 88, 216, 40, 40, 216, 56, 96, 56, 24, 56] },
        { 13, 1, [96, 88, 224, 40, 40, 224, 56, 96, 56, 24, 56] },
        { 13, 2, [96, 88, 224, 40, 40, 224, 56, 96, 56, 24, 56] },
        { 13, 3, [96, 88, 232, 40, 40, 232, 56, 96, 56, 24, 56] },
        { 13, 4, [112, 104, 248, 40, 40, 248, 56, 96, 56, 24, 56] },
        { 13, 5, [112, 104, 248, 40, 40, 248, 56, 96, 56, 24, 56] },
    };

    [Theory]
    [MemberData(nameof(Releases))]
    public void One_of_each_kind(int major, int minor, int[] sizes)
    {
        var read = Read(new(major, minor), Buffer(sizes), sizes.Sum());

        Assert.Equal(0, read.Truncated);
        Assert.Equal((6, 2, 1, 1, 1), (read.Work.Count, read.Calls.Count, read.Waits.Count, read.Overheads.Count, read.External.Count));
        Assert.Equal([44u, 44, 92, 92, 60, 4], read.Work.Select(work => work.CorrelationId));
        Assert.Equal([(16ul, 24ul), (16, 24), (16, 24), (16, 24), (16, 24), (8, 16)], read.Work.Select(work => (work.Start, work.End)));
        Assert.Equal([40u, 40, 48, 48, 40, 36], read.Work.Select(work => work.Stream));
        Assert.Equal([64ul, 64, 144, 144, 72, 0], read.Work.Select(work => work.GraphNodeId));
        Assert.All(read.Calls, call => Assert.Equal((4u, 8ul, 16ul, 28u, 32u, 36u), (call.CallbackId, call.Start, call.End, call.ThreadId, call.CorrelationId, call.Status)));
        Assert.Equal(new CudaWait(4, 8, 16, 24, 32), read.Waits[0]);
        Assert.Equal(new TraceOverhead(4, 24, 32), read.Overheads[0]);
        Assert.Equal(8ul, read.External[16]);
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public void Cut_anywhere_the_whole_records_are_read(int major, int minor, int[] sizes)
    {
        byte[] buffer = Buffer(sizes);
        for (int length = 0; length <= buffer.Length; length++)
        {
            int whole = 0, end = 0;
            while (whole < sizes.Length && end + sizes[whole] <= length)
                end += sizes[whole++];
            var read = Read(new(major, minor), buffer, length);
            int count = read.Work.Count + read.Calls.Count + read.Waits.Count + read.Overheads.Count + read.External.Count;
            Assert.Equal((whole, end == length ? 0 : 1), (count, read.Truncated));
        }
    }

    [Fact]
    public void A_kind_of_unknown_size_ends_the_buffer()
    {
        int[] sizes = [96, 88, 216];
        byte[] buffer = Buffer(sizes);
        BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(96), 12345);
        var read = Read(new(13, 0), buffer, buffer.Length);

        Assert.Equal((1, 1), (read.Work.Count, read.Truncated));
    }

    // Each field has its offset for a value: with 32 bits at each multiple of four, a field of 64 bits there gets a zero above.
    private static byte[] Buffer(int[] sizes)
    {
        byte[] buffer = new byte[sizes.Sum()];
        int at = 0;
        for (int i = 0; i < sizes.Length; i++)
        {
            int kind = Kinds[i];
            var record = buffer.AsSpan(at, sizes[i]);
            int[] wide = kind switch
            {
                3 or 10 => [16, 24, 144],
                1 or 2 => [8, 16, 24, 64],
                22 => [8, 16, 24, 72],
                51 or 38 or 4 or 5 => [8, 16],
                17 => [24, 32],
                _ => [8],
            };
            for (int offset = 4; offset < record.Length; offset += 4)
                BinaryPrimitives.WriteInt32LittleEndian(record[offset..], wide.Contains(offset - 4) || (kind is 3 or 10 && offset is 104 or 108) ? 0 : offset);
            BinaryPrimitives.WriteInt32LittleEndian(record, kind);
            if (kind == 39)
                BinaryPrimitives.WriteInt32LittleEndian(record[4..], 3);
            at += sizes[i];
        }

        return buffer;
    }

    private static CuptiActivity Read(CuptiVersion version, byte[] buffer, int length)
    {
        var activity = new CuptiActivity();
        // Behind the end there is what must not be read.
        byte[] padded = [.. buffer.AsSpan(0, length), .. Enumerable.Repeat((byte)0xff, 256)];
        fixed (byte* start = padded)
            new CuptiRecords(activity, version, CuptiRecords.BySize(version)).Read(start, (nuint)length);
        return activity;
    }
}
