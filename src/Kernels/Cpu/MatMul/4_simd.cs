using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

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

    private static void Avx2Run(in MatMulProblem problem) => Run(problem, &Avx2Row);

    private static void Avx512Run(in MatMulProblem problem) => Run(problem, &Avx512Row);

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
    private static void Avx2Row(float* a, float* b, nint ldb, float* c, int columns, int depth)
    {
        int j = 0;
        for (; j <= columns - 32; j += 32)
        {
            Vector256<float> c0 = Vector256.Load(c + j), c1 = Vector256.Load(c + j + 8), c2 = Vector256.Load(c + j + 16), c3 = Vector256.Load(c + j + 24);
            float* from = b + j;
            for (int p = 0; p < depth; p++, from += ldb)
            {
                var factor = Vector256.Create(a[p]);
                c0 = Fma.MultiplyAdd(factor, Vector256.Load(from), c0);
                c1 = Fma.MultiplyAdd(factor, Vector256.Load(from + 8), c1);
                c2 = Fma.MultiplyAdd(factor, Vector256.Load(from + 16), c2);
                c3 = Fma.MultiplyAdd(factor, Vector256.Load(from + 24), c3);
            }

            c0.Store(c + j);
            c1.Store(c + j + 8);
            c2.Store(c + j + 16);
            c3.Store(c + j + 24);
        }

        Rest(a, b, ldb, c, j, columns, depth);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Avx512Row(float* a, float* b, nint ldb, float* c, int columns, int depth)
    {
        int j = 0;
        for (; j <= columns - 64; j += 64)
        {
            Vector512<float> c0 = Vector512.Load(c + j), c1 = Vector512.Load(c + j + 16), c2 = Vector512.Load(c + j + 32), c3 = Vector512.Load(c + j + 48);
            float* from = b + j;
            for (int p = 0; p < depth; p++, from += ldb)
            {
                var factor = Vector512.Create(a[p]);
                c0 = Avx512F.FusedMultiplyAdd(factor, Vector512.Load(from), c0);
                c1 = Avx512F.FusedMultiplyAdd(factor, Vector512.Load(from + 16), c1);
                c2 = Avx512F.FusedMultiplyAdd(factor, Vector512.Load(from + 32), c2);
                c3 = Avx512F.FusedMultiplyAdd(factor, Vector512.Load(from + 48), c3);
            }

            c0.Store(c + j);
            c1.Store(c + j + 16);
            c2.Store(c + j + 32);
            c3.Store(c + j + 48);
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
