using System.Runtime.Intrinsics.X86;

namespace InferBench.Kernels.Cpu;

/// <summary>Data caches of this processor in bytes, as CPUID tells them; on others than x86, usual sizes.</summary>
public static class CacheSizes
{
    private const int CachesOfIntel = 4;
    private const int CachesOfAmd = unchecked((int)0x8000001D);

    /// <summary>First level, of one core.</summary>
    public static long L1 { get; } = Of(1) ?? 32 << 10;

    /// <summary>Second level, of one core.</summary>
    public static long L2 { get; } = Of(2) ?? 512 << 10;

    /// <summary>Third level, shared; where there is none, the second.</summary>
    public static long L3 { get; } = Of(3) ?? L2;

    private static long? Of(int level)
    {
        if (!X86Base.IsSupported)
            return null;
        int highestExtended = X86Base.CpuId(unchecked((int)0x80000000), 0).Eax;
        foreach (int leaf in (ReadOnlySpan<int>)[CachesOfAmd, CachesOfIntel])
        {
            if (leaf < 0 ? (uint)highestExtended < (uint)leaf : X86Base.CpuId(0, 0).Eax < leaf)
                continue;
            for (int index = 0; index < 8; index++)
            {
                var (eax, ebx, ecx, _) = X86Base.CpuId(leaf, index);
                bool holdsData = (eax & 0x1F) is 1 or 3;
                if (holdsData && (eax >> 5 & 7) == level)
                    return (1L + (ebx >>> 22)) * (1 + (ebx >> 12 & 0x3FF)) * (1 + (ebx & 0xFFF)) * (1L + (uint)ecx);
            }
        }

        return null;
    }
}
