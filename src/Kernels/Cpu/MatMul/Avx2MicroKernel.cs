using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferBench.Kernels.Cpu.MatMul;

/// <summary>6 rows of two 256-bit vectors: 12 sums in registers, two for B and one for A.</summary>
internal static unsafe class Avx2MicroKernel
{
    public const int Rows = 6, Columns = 16;

    /// <inheritdoc cref="MicroKernel.Run"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* a, float* b, float* c, nint ldc, nint k, bool add)
    {
        for (int row = 0; row < Rows; row++)
        {
            Sse.Prefetch0(c + row * ldc);
            Sse.Prefetch0(c + row * ldc + Columns - 1);
        }

        Vector256<float>
            c0a = default, c0b = default,
            c1a = default, c1b = default,
            c2a = default, c2b = default,
            c3a = default, c3b = default,
            c4a = default, c4b = default,
            c5a = default, c5b = default;
        for (; k > 0; k--, a += Rows, b += Columns)
        {
            Vector256<float> x = Vector256.Load(b), y = Vector256.Load(b + 8), f;
            f = Vector256.Create(a[0]);
            c0a = Fma.MultiplyAdd(f, x, c0a);
            c0b = Fma.MultiplyAdd(f, y, c0b);
            f = Vector256.Create(a[1]);
            c1a = Fma.MultiplyAdd(f, x, c1a);
            c1b = Fma.MultiplyAdd(f, y, c1b);
            f = Vector256.Create(a[2]);
            c2a = Fma.MultiplyAdd(f, x, c2a);
            c2b = Fma.MultiplyAdd(f, y, c2b);
            f = Vector256.Create(a[3]);
            c3a = Fma.MultiplyAdd(f, x, c3a);
            c3b = Fma.MultiplyAdd(f, y, c3b);
            f = Vector256.Create(a[4]);
            c4a = Fma.MultiplyAdd(f, x, c4a);
            c4b = Fma.MultiplyAdd(f, y, c4b);
            f = Vector256.Create(a[5]);
            c5a = Fma.MultiplyAdd(f, x, c5a);
            c5b = Fma.MultiplyAdd(f, y, c5b);
        }

        Write(c, c0a, c0b, add);
        Write(c + ldc, c1a, c1b, add);
        Write(c + 2 * ldc, c2a, c2b, add);
        Write(c + 3 * ldc, c3a, c3b, add);
        Write(c + 4 * ldc, c4a, c4b, add);
        Write(c + 5 * ldc, c5a, c5b, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(float* row, Vector256<float> left, Vector256<float> right, bool add)
    {
        if (add)
        {
            left += Vector256.Load(row);
            right += Vector256.Load(row + 8);
        }

        left.Store(row);
        right.Store(row + 8);
    }
}
