using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferBench.Kernels.Cpu.Ceilings;

/// <summary>
/// Adds up a working set, whole vectors at a time: reads and nothing else. A launch reads at least
/// <see cref="LeastBytes"/>, so a small set is gone through many times.
/// </summary>
public static unsafe class SimdRead
{
    /// <summary>Bytes a launch reads at least.</summary>
    public const long LeastBytes = 1L << 30;

    /// <summary>Bytes of one turn of the inner loop: what the set is split by.</summary>
    internal const int BlockBytes = 512;

    private const int WordsPerBlock = BlockBytes / sizeof(ulong);
    private const int DramKibibytes = 1 << 20;

    public static KernelInfo Info { get; } = new()
    {
        Name = "cpu.ceiling.read.1_simd",
        Ladder = "ceiling.read",
        Step = 1,
        Idea = "whole vectors are read and added to eight independent sums",
        Explanation = "Nothing is computed but a sum, and eight sums at once never wait for each other: what is left is how fast bytes "
            + "come. Each thread reads its own part, again and again, so a small set comes from the nearest cache and a large one from memory.",
        Arithmetic = "none",
        Inputs = "random bits",
        Sets = [InstructionSet.Avx2, InstructionSet.Avx512],
        IsParallel = true,
        Sizes = ["KiB"],
        Addresses = new(DramKibibytes),
        Work = shape => new(0, Bytes(shape) * Passes(shape)),
        Footprint = Bytes,
        Create = setup => new ReadInstance(setup),
    };

    /// <summary>Bytes of the working set, all threads together.</summary>
    internal static long Bytes(KernelShape shape) => (long)shape[0] << 10;

    /// <summary>How often one launch reads it.</summary>
    internal static long Passes(KernelShape shape) => (LeastBytes + Bytes(shape) - 1) / Bytes(shape);

    /// <summary>The sum of blocks, modulo 2^64, each pass added anew.</summary>
    internal static ulong Sum(InstructionSet set, ulong* words, long blocks, long passes) =>
        set == InstructionSet.Avx512 ? Sum512(words, blocks, passes) : Sum256(words, blocks, passes);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Sum512(ulong* words, long blocks, long passes)
    {
        Vector512<ulong> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        for (long pass = 0; pass < passes; pass++)
        {
            for (ulong* p = words, end = words + blocks * WordsPerBlock; p < end; p += WordsPerBlock)
            {
                s0 = Avx512F.Add(s0, Avx512F.LoadAlignedVector512(p));
                s1 = Avx512F.Add(s1, Avx512F.LoadAlignedVector512(p + 8));
                s2 = Avx512F.Add(s2, Avx512F.LoadAlignedVector512(p + 16));
                s3 = Avx512F.Add(s3, Avx512F.LoadAlignedVector512(p + 24));
                s4 = Avx512F.Add(s4, Avx512F.LoadAlignedVector512(p + 32));
                s5 = Avx512F.Add(s5, Avx512F.LoadAlignedVector512(p + 40));
                s6 = Avx512F.Add(s6, Avx512F.LoadAlignedVector512(p + 48));
                s7 = Avx512F.Add(s7, Avx512F.LoadAlignedVector512(p + 56));
            }
        }

        return Vector512.Sum((s0 + s1) + (s2 + s3) + ((s4 + s5) + (s6 + s7)));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Sum256(ulong* words, long blocks, long passes)
    {
        Vector256<ulong> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        for (long pass = 0; pass < passes; pass++)
        {
            for (ulong* p = words, end = words + blocks * WordsPerBlock; p < end; p += WordsPerBlock / 2)
            {
                s0 = Avx2.Add(s0, Avx.LoadAlignedVector256(p));
                s1 = Avx2.Add(s1, Avx.LoadAlignedVector256(p + 4));
                s2 = Avx2.Add(s2, Avx.LoadAlignedVector256(p + 8));
                s3 = Avx2.Add(s3, Avx.LoadAlignedVector256(p + 12));
                s4 = Avx2.Add(s4, Avx.LoadAlignedVector256(p + 16));
                s5 = Avx2.Add(s5, Avx.LoadAlignedVector256(p + 20));
                s6 = Avx2.Add(s6, Avx.LoadAlignedVector256(p + 24));
                s7 = Avx2.Add(s7, Avx.LoadAlignedVector256(p + 28));
            }
        }

        return Vector256.Sum((s0 + s1) + (s2 + s3) + ((s4 + s5) + (s6 + s7)));
    }
}
