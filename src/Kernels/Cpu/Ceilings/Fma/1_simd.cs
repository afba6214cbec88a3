using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferBench.Kernels.Cpu.Ceilings;

/// <summary>
/// Multiply-adds in registers, a = a x + y, and nothing else. A round is <see cref="Multiplies"/> of them, whatever the
/// width of a vector.
/// </summary>
public static unsafe class SimdFma
{
    /// <summary>Multiply-adds of a round: 12 vectors of 16.</summary>
    internal const int Multiplies = 192;

    /// <summary>Vectors that take turns, more than the multiply-adds a processor has under way at once.</summary>
    internal const int Accumulators = 12;

    // Some milliseconds: shorter than the slices in which a system shares a processor out.
    private const int Rounds = 2_000_000;

    public static KernelInfo Info { get; } = new()
    {
        Name = "cpu.ceiling.fma.1_simd",
        Ladder = "ceiling.fma",
        Step = 1,
        Idea = "twelve vectors in registers take turns at a multiply-add",
        Explanation = "No operand comes from memory, and no multiply-add needs the result of one that is still under way: "
            + "what is left is how many the processor begins each cycle, and how wide they are.",
        Arithmetic = "fp32",
        Sets = [InstructionSet.Avx2, InstructionSet.Avx512],
        IsParallel = true,
        Sizes = ["rounds of 192"],
        Addresses = new(Rounds),
        Work = shape => new(2L * Multiplies * shape[0], 0),
        Footprint = _ => 0,
        Create = setup => new FmaInstance(setup),
    };

    /// <summary>float32 lanes of one vector.</summary>
    internal static int Lanes(InstructionSet set) => set == InstructionSet.Avx512 ? Vector512<float>.Count : Vector256<float>.Count;

    /// <summary>Steps of all accumulators once.</summary>
    /// <param name="start">[12, lanes] values the accumulators begin with.</param>
    /// <param name="x">[lanes].</param>
    /// <param name="y">[lanes].</param>
    /// <param name="result">[12, lanes] values they end with.</param>
    internal static void Run(InstructionSet set, float* start, float* x, float* y, float* result, long steps)
    {
        if (set == InstructionSet.Avx512)
            Run512(start, x, y, result, steps);
        else
            Run256(start, x, y, result, steps);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run512(float* start, float* px, float* py, float* result, long steps)
    {
        var (x, y) = (Vector512.Load(px), Vector512.Load(py));
        var (a0, a1, a2) = (Vector512.Load(start), Vector512.Load(start + 16), Vector512.Load(start + 32));
        var (a3, a4, a5) = (Vector512.Load(start + 48), Vector512.Load(start + 64), Vector512.Load(start + 80));
        var (a6, a7, a8) = (Vector512.Load(start + 96), Vector512.Load(start + 112), Vector512.Load(start + 128));
        var (a9, aA, aB) = (Vector512.Load(start + 144), Vector512.Load(start + 160), Vector512.Load(start + 176));
        for (long i = 0; i < steps; i++)
        {
            a0 = Avx512F.FusedMultiplyAdd(a0, x, y);
            a1 = Avx512F.FusedMultiplyAdd(a1, x, y);
            a2 = Avx512F.FusedMultiplyAdd(a2, x, y);
            a3 = Avx512F.FusedMultiplyAdd(a3, x, y);
            a4 = Avx512F.FusedMultiplyAdd(a4, x, y);
            a5 = Avx512F.FusedMultiplyAdd(a5, x, y);
            a6 = Avx512F.FusedMultiplyAdd(a6, x, y);
            a7 = Avx512F.FusedMultiplyAdd(a7, x, y);
            a8 = Avx512F.FusedMultiplyAdd(a8, x, y);
            a9 = Avx512F.FusedMultiplyAdd(a9, x, y);
            aA = Avx512F.FusedMultiplyAdd(aA, x, y);
            aB = Avx512F.FusedMultiplyAdd(aB, x, y);
        }

        a0.Store(result);
        a1.Store(result + 16);
        a2.Store(result + 32);
        a3.Store(result + 48);
        a4.Store(result + 64);
        a5.Store(result + 80);
        a6.Store(result + 96);
        a7.Store(result + 112);
        a8.Store(result + 128);
        a9.Store(result + 144);
        aA.Store(result + 160);
        aB.Store(result + 176);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run256(float* start, float* px, float* py, float* result, long steps)
    {
        var (x, y) = (Vector256.Load(px), Vector256.Load(py));
        var (a0, a1, a2) = (Vector256.Load(start), Vector256.Load(start + 8), Vector256.Load(start + 16));
        var (a3, a4, a5) = (Vector256.Load(start + 24), Vector256.Load(start + 32), Vector256.Load(start + 40));
        var (a6, a7, a8) = (Vector256.Load(start + 48), Vector256.Load(start + 56), Vector256.Load(start + 64));
        var (a9, aA, aB) = (Vector256.Load(start + 72), Vector256.Load(start + 80), Vector256.Load(start + 88));
        for (long i = 0; i < steps; i++)
        {
            a0 = Fma.MultiplyAdd(a0, x, y);
            a1 = Fma.MultiplyAdd(a1, x, y);
            a2 = Fma.MultiplyAdd(a2, x, y);
            a3 = Fma.MultiplyAdd(a3, x, y);
            a4 = Fma.MultiplyAdd(a4, x, y);
            a5 = Fma.MultiplyAdd(a5, x, y);
            a6 = Fma.MultiplyAdd(a6, x, y);
            a7 = Fma.MultiplyAdd(a7, x, y);
            a8 = Fma.MultiplyAdd(a8, x, y);
            a9 = Fma.MultiplyAdd(a9, x, y);
            aA = Fma.MultiplyAdd(aA, x, y);
            aB = Fma.MultiplyAdd(aB, x, y);
        }

        a0.Store(result);
        a1.Store(result + 8);
        a2.Store(result + 16);
        a3.Store(result + 24);
        a4.Store(result + 32);
        a5.Store(result + 40);
        a6.Store(result + 48);
        a7.Store(result + 56);
        a8.Store(result + 64);
        a9.Store(result + 72);
        aA.Store(result + 80);
        aB.Store(result + 88);
    }
}
