using System.Runtime.Intrinsics.X86;

namespace InferBench.Kernels;

/// <summary>Instructions a kernel may be written in, the poorest first.</summary>
public enum InstructionSet
{
    /// <summary>What every processor has.</summary>
    Scalar,

    /// <summary>AVX2 and FMA: 256-bit vectors.</summary>
    Avx2,

    /// <summary>AVX2 with the dot product of bytes (AVX-VNNI).</summary>
    AvxVnni,

    /// <summary>AVX-512 F, BW, DQ and VL: 512-bit vectors. .NET has no class for AVX512-VNNI.</summary>
    Avx512,
}

/// <summary>What this processor has.</summary>
public static class InstructionSets
{
    /// <summary>The sets this processor and runtime have, the poorest first.</summary>
    // Vector512.IsHardwareAccelerated says what the JIT prefers, not what the processor can do.
    public static IReadOnlyList<InstructionSet> Here { get; } =
    [
        InstructionSet.Scalar,
        .. Avx2.IsSupported && Fma.IsSupported ? [InstructionSet.Avx2] : Array.Empty<InstructionSet>(),
        .. Avx2.IsSupported && Fma.IsSupported && AvxVnni.IsSupported ? [InstructionSet.AvxVnni] : Array.Empty<InstructionSet>(),
        .. Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported && Avx512F.VL.IsSupported ? [InstructionSet.Avx512] : Array.Empty<InstructionSet>(),
    ];

    /// <summary>Name on command lines and in records, such as <c>avx2</c>.</summary>
    public static string Name(this InstructionSet set) => set.ToString().ToLowerInvariant();
}
