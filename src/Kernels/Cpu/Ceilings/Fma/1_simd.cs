using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using InferBench.Kernels.Cpu.Lanes;

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
        Inputs = "N(0,1), factors of 1/4 to 3/4",
        Sets = [InstructionSet.Avx2, InstructionSet.Avx512],
        IsParallel = true,
        Sizes = ["rounds of 192"],
        Addresses = new(Rounds),
        Work = shape => new(2L * Multiplies * shape[0], 0),
        Footprint = _ => 0,
        Create = setup => new FmaInstance(setup),
    };

    /// <summary>float32 lanes of one vector.</summary>
    internal static int Lanes(InstructionSet set) => set == InstructionSet.Avx512 ? Lanes512.Count : Lanes256.Count;

    /// <summary>Steps of all accumulators once.</summary>
    /// <param name="start">[12, lanes] values the accumulators begin with.</param>
    /// <param name="x">[lanes].</param>
    /// <param name="y">[lanes].</param>
    /// <param name="result">[12, lanes] values they end with.</param>
    internal static void Run(InstructionSet set, float* start, float* x, float* y, float* result, long steps)
    {
        if (set == InstructionSet.Avx512)
            Run<Vector512<float>, Lanes512>(start, x, y, result, steps);
        else
            Run<Vector256<float>, Lanes256>(start, x, y, result, steps);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TVector, TLanes>(float* start, float* px, float* py, float* result, long steps)
        where TVector : struct
        where TLanes : ILanes<TVector>
    {
        int lanes = TLanes.Count;
        var (x, y) = (TLanes.Load(px), TLanes.Load(py));
        var (a0, a1, a2) = (TLanes.Load(start), TLanes.Load(start + lanes), TLanes.Load(start + 2 * lanes));
        var (a3, a4, a5) = (TLanes.Load(start + 3 * lanes), TLanes.Load(start + 4 * lanes), TLanes.Load(start + 5 * lanes));
        var (a6, a7, a8) = (TLanes.Load(start + 6 * lanes), TLanes.Load(start + 7 * lanes), TLanes.Load(start + 8 * lanes));
        var (a9, aA, aB) = (TLanes.Load(start + 9 * lanes), TLanes.Load(start + 10 * lanes), TLanes.Load(start + 11 * lanes));
        for (long i = 0; i < steps; i++)
        {
            a0 = TLanes.MultiplyAdd(a0, x, y);
            a1 = TLanes.MultiplyAdd(a1, x, y);
            a2 = TLanes.MultiplyAdd(a2, x, y);
            a3 = TLanes.MultiplyAdd(a3, x, y);
            a4 = TLanes.MultiplyAdd(a4, x, y);
            a5 = TLanes.MultiplyAdd(a5, x, y);
            a6 = TLanes.MultiplyAdd(a6, x, y);
            a7 = TLanes.MultiplyAdd(a7, x, y);
            a8 = TLanes.MultiplyAdd(a8, x, y);
            a9 = TLanes.MultiplyAdd(a9, x, y);
            aA = TLanes.MultiplyAdd(aA, x, y);
            aB = TLanes.MultiplyAdd(aB, x, y);
        }

        TLanes.Store(result, a0);
        TLanes.Store(result + lanes, a1);
        TLanes.Store(result + 2 * lanes, a2);
        TLanes.Store(result + 3 * lanes, a3);
        TLanes.Store(result + 4 * lanes, a4);
        TLanes.Store(result + 5 * lanes, a5);
        TLanes.Store(result + 6 * lanes, a6);
        TLanes.Store(result + 7 * lanes, a7);
        TLanes.Store(result + 8 * lanes, a8);
        TLanes.Store(result + 9 * lanes, a9);
        TLanes.Store(result + 10 * lanes, aA);
        TLanes.Store(result + 11 * lanes, aB);
    }
}
