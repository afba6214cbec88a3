using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferBench.Kernels.Cpu.Ceilings;

/// <summary>
/// Dot products of unsigned with signed bytes, added to 32-bit sums: one instruction with AVX-VNNI, three without. One
/// factor lies in the nearest cache, where the loop reads it anew, or the compiler would multiply once before the loop.
/// </summary>
public static unsafe class SimdDot
{
    /// <summary>Multiply-adds of a round: 12 vectors of 64 bytes.</summary>
    internal const int Multiplies = 768;

    /// <summary>Vectors of sums that take turns.</summary>
    internal const int Accumulators = 12;

    // Some milliseconds, as for float32.
    private const int Rounds = 1_000_000;

    public static KernelInfo Info { get; } = new()
    {
        Name = "cpu.ceiling.dot.1_simd",
        Ladder = "ceiling.dot",
        Step = 1,
        Idea = "twelve vectors of sums take turns at a dot product of bytes",
        Explanation = "A vector holds four times as many bytes as float32 numbers. With AVX-VNNI one instruction multiplies, adds up "
            + "and accumulates four bytes in each lane; without it the same takes three, and the peak is a third of what the width promises.",
        Arithmetic = "int8",
        Inputs = "random bytes",
        Sets = [InstructionSet.Avx2, InstructionSet.AvxVnni, InstructionSet.Avx512],
        IsParallel = true,
        Sizes = ["rounds of 768"],
        Addresses = new(Rounds),
        Work = shape => new(2L * Multiplies * shape[0], 0),
        Footprint = _ => 0,
        Create = setup => new DotInstance(setup),
    };

    /// <summary>Bytes of one vector.</summary>
    internal static int Width(InstructionSet set) => set == InstructionSet.Avx512 ? Vector512<byte>.Count : Vector256<byte>.Count;

    /// <summary>Steps of all sums once; sums are modulo 2^32.</summary>
    /// <param name="x">[width] bytes of at most 127: two products then fit 16 bits.</param>
    /// <param name="y">[2, 12, width] signed bytes above -128; even steps take the first half, odd ones the second.</param>
    /// <param name="sums">[12, width / 4].</param>
    internal static void Run(InstructionSet set, byte* x, sbyte* y, int* sums, long steps)
    {
        if (set == InstructionSet.Avx512)
            Run512(x, y, sums, steps);
        else if (set == InstructionSet.AvxVnni)
            RunVnni(x, y, sums, steps);
        else
            Run256(x, y, sums, steps);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run512(byte* px, sbyte* py, int* sums, long steps)
    {
        var x = Vector512.Load(px);
        var ones = Vector512.Create((short)1);
        Vector512<int> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default;
        Vector512<int> s6 = default, s7 = default, s8 = default, s9 = default, sA = default, sB = default;
        for (long i = 0; i < steps; i++)
        {
            sbyte* y = py + (i & 1) * Multiplies;
            s0 = Add512(s0, x, y, ones);
            s1 = Add512(s1, x, y + 64, ones);
            s2 = Add512(s2, x, y + 128, ones);
            s3 = Add512(s3, x, y + 192, ones);
            s4 = Add512(s4, x, y + 256, ones);
            s5 = Add512(s5, x, y + 320, ones);
            s6 = Add512(s6, x, y + 384, ones);
            s7 = Add512(s7, x, y + 448, ones);
            s8 = Add512(s8, x, y + 512, ones);
            s9 = Add512(s9, x, y + 576, ones);
            sA = Add512(sA, x, y + 640, ones);
            sB = Add512(sB, x, y + 704, ones);
        }

        s0.Store(sums);
        s1.Store(sums + 16);
        s2.Store(sums + 32);
        s3.Store(sums + 48);
        s4.Store(sums + 64);
        s5.Store(sums + 80);
        s6.Store(sums + 96);
        s7.Store(sums + 112);
        s8.Store(sums + 128);
        s9.Store(sums + 144);
        sA.Store(sums + 160);
        sB.Store(sums + 176);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunVnni(byte* px, sbyte* py, int* sums, long steps)
    {
        var x = Vector256.Load(px);
        Vector256<int> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default;
        Vector256<int> s6 = default, s7 = default, s8 = default, s9 = default, sA = default, sB = default;
        for (long i = 0; i < steps; i++)
        {
            sbyte* y = py + (i & 1) * (Multiplies / 2);
            s0 = AvxVnni.MultiplyWideningAndAdd(s0, x, Vector256.Load(y));
            s1 = AvxVnni.MultiplyWideningAndAdd(s1, x, Vector256.Load(y + 32));
            s2 = AvxVnni.MultiplyWideningAndAdd(s2, x, Vector256.Load(y + 64));
            s3 = AvxVnni.MultiplyWideningAndAdd(s3, x, Vector256.Load(y + 96));
            s4 = AvxVnni.MultiplyWideningAndAdd(s4, x, Vector256.Load(y + 128));
            s5 = AvxVnni.MultiplyWideningAndAdd(s5, x, Vector256.Load(y + 160));
            s6 = AvxVnni.MultiplyWideningAndAdd(s6, x, Vector256.Load(y + 192));
            s7 = AvxVnni.MultiplyWideningAndAdd(s7, x, Vector256.Load(y + 224));
            s8 = AvxVnni.MultiplyWideningAndAdd(s8, x, Vector256.Load(y + 256));
            s9 = AvxVnni.MultiplyWideningAndAdd(s9, x, Vector256.Load(y + 288));
            sA = AvxVnni.MultiplyWideningAndAdd(sA, x, Vector256.Load(y + 320));
            sB = AvxVnni.MultiplyWideningAndAdd(sB, x, Vector256.Load(y + 352));
        }

        Store(sums, s0, s1, s2, s3, s4, s5);
        Store(sums + 48, s6, s7, s8, s9, sA, sB);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run256(byte* px, sbyte* py, int* sums, long steps)
    {
        var x = Vector256.Load(px);
        var ones = Vector256.Create((short)1);
        Vector256<int> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default;
        Vector256<int> s6 = default, s7 = default, s8 = default, s9 = default, sA = default, sB = default;
        for (long i = 0; i < steps; i++)
        {
            sbyte* y = py + (i & 1) * (Multiplies / 2);
            s0 = Add256(s0, x, y, ones);
            s1 = Add256(s1, x, y + 32, ones);
            s2 = Add256(s2, x, y + 64, ones);
            s3 = Add256(s3, x, y + 96, ones);
            s4 = Add256(s4, x, y + 128, ones);
            s5 = Add256(s5, x, y + 160, ones);
            s6 = Add256(s6, x, y + 192, ones);
            s7 = Add256(s7, x, y + 224, ones);
            s8 = Add256(s8, x, y + 256, ones);
            s9 = Add256(s9, x, y + 288, ones);
            sA = Add256(sA, x, y + 320, ones);
            sB = Add256(sB, x, y + 352, ones);
        }

        Store(sums, s0, s1, s2, s3, s4, s5);
        Store(sums + 48, s6, s7, s8, s9, sA, sB);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Add512(Vector512<int> sum, Vector512<byte> x, sbyte* y, Vector512<short> ones) =>
        Avx512F.Add(sum, Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(x, Vector512.Load(y)), ones));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Add256(Vector256<int> sum, Vector256<byte> x, sbyte* y, Vector256<short> ones) =>
        Avx2.Add(sum, Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(x, Vector256.Load(y)), ones));

    private static void Store(int* sums, Vector256<int> a, Vector256<int> b, Vector256<int> c, Vector256<int> d, Vector256<int> e, Vector256<int> f)
    {
        a.Store(sums);
        b.Store(sums + 8);
        c.Store(sums + 16);
        d.Store(sums + 24);
        e.Store(sums + 32);
        f.Store(sums + 40);
    }
}
