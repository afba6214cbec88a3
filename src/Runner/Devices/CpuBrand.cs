using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace InferBench.Runner.Devices;

/// <summary>The x86 processor's name by the CPUID instruction, for systems without /proc/cpuinfo.</summary>
internal static class CpuBrand
{
    private const int HighestExtendedLeaf = unchecked((int)0x80000000);
    private const int FirstBrandLeaf = unchecked((int)0x80000002);
    private const int LastBrandLeaf = unchecked((int)0x80000004);

    /// <summary>Null on processors that are not x86 or carry no name.</summary>
    public static string? Read()
    {
        if (!X86Base.IsSupported || (uint)X86Base.CpuId(HighestExtendedLeaf, 0).Eax < unchecked((uint)LastBrandLeaf))
            return null;

        Span<int> registers = stackalloc int[12];
        for (var leaf = FirstBrandLeaf; leaf <= LastBrandLeaf; leaf++)
        {
            var at = (leaf - FirstBrandLeaf) * 4;
            (registers[at], registers[at + 1], registers[at + 2], registers[at + 3]) = X86Base.CpuId(leaf, 0);
        }

        var name = Encoding.ASCII.GetString(MemoryMarshal.AsBytes(registers)).Split('\0')[0];
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? null : string.Join(' ', words);
    }
}
