using System.Runtime.InteropServices;

namespace InferBench.Kernels.Cpu;

/// <summary>Asks Linux to make memory of pages of 2 MiB: what streams from memory then misses the TLB less.</summary>
internal static unsafe partial class HugePages
{
    private const int Advice = 14; // MADV_HUGEPAGE of linux/mman.h

    /// <summary>Only advice: the kernel may have none to give, or be told not to.</summary>
    public static void Ask(void* start, nuint bytes)
    {
        if (OperatingSystem.IsLinux())
            _ = MemoryAdvise(start, bytes, Advice);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MemoryAdvise(void* start, nuint bytes, int advice);
}
