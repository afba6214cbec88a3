using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferBench.Kernels.Cpu.MatMul;

/// <summary>14 rows of two 512-bit vectors: 28 sums in registers, two for B and one for A.</summary>
internal static unsafe class Avx512MicroKernel
{
    public const int Rows = 14, Columns = 32;

    /// <inheritdoc cref="MicroKernel.Run"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* a, float* b, float* c, nint ldc, nint k, bool add)
    {
        for (int row = 0; row < Rows; row++)
        {
            Sse.Prefetch0(c + row * ldc);
            Sse.Prefetch0(c + row * ldc + Columns - 1);
        }

        Vector512<float>
            c0a = default, c0b = default,
            c1a = default, c1b = default,
            c2a = default, c2b = default,
            c3a = default, c3b = default,
            c4a = default, c4b = default,
            c5a = default, c5b = default,
            c6a = default, c6b = default,
            c7a = default, c7b = default,
            c8a = default, c8b = default,
            c9a = default, c9b = default,
            c10a = default, c10b = default,
            c11a = default, c11b = default,
            c12a = default, c12b = default,
            c13a = default, c13b = default;
        for (; k > 0; k--, a += Rows, b += Columns)
        {
            Vector512<float> x = Vector512.Load(b), y = Vector512.Load(b + 16), f;
            f = Vector512.Create(a[0]);
            c0a = Avx512F.FusedMultiplyAdd(f, x, c0a);
            c0b = Avx512F.FusedMultiplyAdd(f, y, c0b);
            f = Vector512.Create(a[1]);
            c1a = Avx512F.FusedMultiplyAdd(f, x, c1a);
            c1b = Avx512F.FusedMultiplyAdd(f, y, c1b);
            f = Vector512.Create(a[2]);
            c2a = Avx512F.FusedMultiplyAdd(f, x, c2a);
            c2b = Avx512F.FusedMultiplyAdd(f, y, c2b);
            f = Vector512.Create(a[3]);
            c3a = Avx512F.FusedMultiplyAdd(f, x, c3a);
            c3b = Avx512F.FusedMultiplyAdd(f, y, c3b);
            f = Vector512.Create(a[4]);
            c4a = Avx512F.FusedMultiplyAdd(f, x, c4a);
            c4b = Avx512F.FusedMultiplyAdd(f, y, c4b);
            f = Vector512.Create(a[5]);
            c5a = Avx512F.FusedMultiplyAdd(f, x, c5a);
            c5b = Avx512F.FusedMultiplyAdd(f, y, c5b);
            f = Vector512.Create(a[6]);
            c6a = Avx512F.FusedMultiplyAdd(f, x, c6a);
            c6b = Avx512F.FusedMultiplyAdd(f, y, c6b);
            f = Vector512.Create(a[7]);
            c7a = Avx512F.FusedMultiplyAdd(f, x, c7a);
            c7b = Avx512F.FusedMultiplyAdd(f, y, c7b);
            f = Vector512.Create(a[8]);
            c8a = Avx512F.FusedMultiplyAdd(f, x, c8a);
            c8b = Avx512F.FusedMultiplyAdd(f, y, c8b);
            f = Vector512.Create(a[9]);
            c9a = Avx512F.FusedMultiplyAdd(f, x, c9a);
            c9b = Avx512F.FusedMultiplyAdd(f, y, c9b);
            f = Vector512.Create(a[10]);
            c10a = Avx512F.FusedMultiplyAdd(f, x, c10a);
            c10b = Avx512F.FusedMultiplyAdd(f, y, c10b);
            f = Vector512.Create(a[11]);
            c11a = Avx512F.FusedMultiplyAdd(f, x, c11a);
            c11b = Avx512F.FusedMultiplyAdd(f, y, c11b);
            f = Vector512.Create(a[12]);
            c12a = Avx512F.FusedMultiplyAdd(f, x, c12a);
            c12b = Avx512F.FusedMultiplyAdd(f, y, c12b);
            f = Vector512.Create(a[13]);
            c13a = Avx512F.FusedMultiplyAdd(f, x, c13a);
            c13b = Avx512F.FusedMultiplyAdd(f, y, c13b);
        }

        Write(c, c0a, c0b, add);
        Write(c + ldc, c1a, c1b, add);
        Write(c + 2 * ldc, c2a, c2b, add);
        Write(c + 3 * ldc, c3a, c3b, add);
        Write(c + 4 * ldc, c4a, c4b, add);
        Write(c + 5 * ldc, c5a, c5b, add);
        Write(c + 6 * ldc, c6a, c6b, add);
        Write(c + 7 * ldc, c7a, c7b, add);
        Write(c + 8 * ldc, c8a, c8b, add);
        Write(c + 9 * ldc, c9a, c9b, add);
        Write(c + 10 * ldc, c10a, c10b, add);
        Write(c + 11 * ldc, c11a, c11b, add);
        Write(c + 12 * ldc, c12a, c12b, add);
        Write(c + 13 * ldc, c13a, c13b, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(float* row, Vector512<float> left, Vector512<float> right, bool add)
    {
        if (add)
        {
            left += Vector512.Load(row);
            right += Vector512.Load(row + 16);
        }

        left.Store(row);
        right.Store(row + 16);
    }
}
