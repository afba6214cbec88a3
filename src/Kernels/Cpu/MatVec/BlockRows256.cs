using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferBench.Kernels.Cpu.MatVec;

/// <summary>How 256-bit vectors multiply a block of weights as it is stored.</summary>
internal unsafe interface IBlockProducts
{
    /// <summary>Bytes of a stored block.</summary>
    static abstract int BlockBytes { get; }

    /// <summary>Sums of the products of one block, by fours.</summary>
    static abstract Vector256<float> Dot(byte* weights, sbyte* values, int* offsets);
}

/// <summary>Rows of quantised weights, two blocks at a time in two sums.</summary>
internal static unsafe class BlockRows256<TProducts>
    where TProducts : struct, IBlockProducts
{
    private const int Quads = BlockFormat.BlockSize / 4;

    /// <summary>Computes rows one after another; see <see cref="BlockRows"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(byte* weights, float* scales, QuantizedVector x, float* y, int rows)
    {
        int blocks = x.Blocks;
        for (int row = 0; row < rows; row++)
        {
            sbyte* values = x.Values;
            int* offsets = x.QuadOffsets;
            float* steps = x.Scales;
            Vector256<float> sum0 = default, sum1 = default;
            for (int pair = 0; pair < blocks / 2; pair++, weights += 2 * TProducts.BlockBytes, values += 2 * BlockFormat.BlockSize, offsets += 2 * Quads, scales += 2, steps += 2)
            {
                Sse.Prefetch0(weights + Prefetch.Bytes);
                sum0 = Fma.MultiplyAdd(TProducts.Dot(weights, values, offsets), Vector256.Create(scales[0] * steps[0]), sum0);
                sum1 = Fma.MultiplyAdd(TProducts.Dot(weights + TProducts.BlockBytes, values + BlockFormat.BlockSize, offsets + Quads), Vector256.Create(scales[1] * steps[1]), sum1);
            }

            if (blocks % 2 == 1)
            {
                sum0 = Fma.MultiplyAdd(TProducts.Dot(weights, values, offsets), Vector256.Create(*scales * *steps), sum0);
                weights += TProducts.BlockBytes;
                scales++;
            }

            y[row] = Vector256.Sum(sum0 + sum1);
        }
    }
}
