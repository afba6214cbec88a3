using System.Runtime.InteropServices;
using InferBench.Runner.Devices;

namespace InferBench.Runner.Tests.Devices;

// The peak belongs to the whole process, so no other test may allocate meanwhile.
[CollectionDefinition(nameof(PeakMemoryTests), DisableParallelization = true)]
[Collection(nameof(PeakMemoryTests))]
public sealed class PeakMemoryTests
{
    private const long MiB = 1L << 20;

    [Fact]
    public unsafe void The_peak_rises_with_touched_memory_and_falls_at_a_reset()
    {
        Assert.SkipUnless(PeakMemory.TryReset(out var reason), reason ?? "");
        var before = PeakMemory.ReadBytes();

        var bytes = (nuint)(72 * MiB);
        var block = NativeMemory.Alloc(bytes);
        NativeMemory.Fill(block, bytes, 1);
        NativeMemory.Free(block);
        var peak = PeakMemory.ReadBytes();
        Assert.True(peak - before >= 64 * MiB, $"before {before}, peak {peak}");

        Assert.True(PeakMemory.TryReset(out _));
        var after = PeakMemory.ReadBytes();
        Assert.True(peak - after >= 64 * MiB, $"peak {peak}, after {after}");
    }

    [Fact]
    public void A_refused_reset_says_why()
    {
        var folder = Directory.CreateTempSubdirectory("inferbench-peak-");
        try
        {
            var absent = Path.Combine(folder.FullName, "clear_refs");
            Assert.Equal($"peak memory cannot be reset: this kernel has no {absent}", PeakMemory.Reset(absent));
            Assert.Equal(
                $"peak memory cannot be reset: the kernel refused to write {folder.FullName}", PeakMemory.Reset(folder.FullName));
        }
        finally
        {
            folder.Delete();
        }
    }
}
