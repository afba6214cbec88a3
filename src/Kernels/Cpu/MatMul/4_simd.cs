using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using InferBench.Kernels.Cpu.Lanes;

namespace InferBench.Kernels.Cpu.MatMul;

/// <summary>Vectors of 8 or 16 numbers and fused multiply-adds, on the blocks of the step before.</summary>
public static unsafe class SimdMatMul
{
    private const int Depth = 128, Width = 128;

    public static KernelInfo Info { get; } = MatMulStep.Of(
        4,
        "simd",
        "Vectors: one instruction multiplies and adds 8 numbers (AVX2) or 16 (AVX-512)",
        "Four vectors of a row of C stay in registers while a block of B passes by: one number of A multiplies four vectors of B. Each "
        + "multiply-add still loads a vector of B, and four sums are too few to hide how long one takes: loads and latency bind.",
        new(512, 512, 512),
        setup => new MatMulInstance(setup, Of(setup.Set))) with
    { Sets = [InstructionSet.Avx2, InstructionSet.Avx512] };

    /// <summary>The computation in this set.</summary>
    /// <exception cref="ArgumentException">It is not one of the sets it is written in.</exception>
    public static MatMul Of(InstructionSet set) => set switch
    {
        InstructionSet.Avx2 => Avx2Run,
        InstructionSet.Avx512 => Avx512Run,
        _ => throw new ArgumentException($"found set {set.Name()}, allowed are avx2 and avx512"),
    };

    private static void Avx2Run(in MatMulProblem problem) => Run(problem, &AddRow<Vector256<float>, Lanes256>);

    private static void Avx512Run(in MatMulProblem problem) => Run(problem, &AddRow<Vector512<float>, Lanes512>);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run(in MatMulProblem problem, delegate*<float*, float*, nint, float*, int, int, void> addRow)
    {
        var (a, b, c, m, n, k, lda, ldb, ldc) = problem;
        for (int i = 0; i < m; i++)
            new Span<float>(c + i * ldc, n).Clear();
        for (int j = 0; j < n; j += Width)
        {
            for (int p = 0; p < k; p += Depth)
            {
                for (int i = 0; i < m; i++)
                    addRow(a + i * lda + p, b + p * ldb + j, ldb, c + i * ldc + j, Math.Min(Width, n - j), Math.Min(Depth, k - p));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRow<TVector, TLanes>(float* a, float* b, nint ldb, float* c, int columns, int depth)
        where TVector : struct
        where TLanes : ILanes<TVector>
    {
        int second = TLanes.Count, third = 2 * TLanes.Count, fourth = 3 * TLanes.Count, j = 0;
        for (; j <= columns - 4 * TLanes.Count; j += 4 * TLanes.Count)
        {
            TVector c0 = TLanes.Load(c + j), c1 = TLanes.Load(c + j + second), c2 = TLanes.Load(c + j + third), c3 = TLanes.Load(c + j + fourth);
            float* from = b + j;
            for (int p = 0; p < depth; p++, from += ldb)
            {
                var factor = TLanes.Fill(a[p]);
                c0 = TLanes.MultiplyAdd(factor, TLanes.Load(from), c0);
                c1 = TLanes.MultiplyAdd(factor, TLanes.Load(from + second), c1);
                c2 = TLanes.MultiplyAdd(factor, TLanes.Load(from + third), c2);
                c3 = TLanes.MultiplyAdd(factor, TLanes.Load(from + fourth), c3);
            }

            TLanes.Store(c + j, c0);
            TLanes.Store(c + j + second, c1);
            TLanes.Store(c + j + third, c2);
            TLanes.Store(c + j + fourth, c3);
        }

        Rest(a, b, ldb, c, j, columns, depth);
    }

    private static void Rest(float* a, float* b, nint ldb, float* c, int first, int columns, int depth)
    {
        for (int j = first; j < columns; j++)
        {
            float sum = c[j];
            for (int p = 0; p < depth; p++)
                sum = MathF.FusedMultiplyAdd(a[p], b[p * ldb + j], sum);
            c[j] = sum;
        }
    }
}
