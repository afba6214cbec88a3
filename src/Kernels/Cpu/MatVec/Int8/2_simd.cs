using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferBench.Kernels.Cpu.MatVec.Int8;

/// <summary>A block or two at a time: products of bytes summed by fours.</summary>
internal static unsafe class Simd
{
    public static KernelInfo Info { get; } = Scalar.Info with
    {
        Name = "cpu.matvec.int8.2_simd",
        Step = 2,
        Idea = "32 or 64 products of bytes at once",
        Explanation = "One AVX-VNNI instruction multiplies 32 bytes and adds them by fours. Without it the product of two unsigned weights would overflow 16 bits, so bytes are widened to 16 bits first. One core now asks for weights as fast as its outstanding cache misses allow.",
        Sets = [InstructionSet.Avx2, InstructionSet.AvxVnni, InstructionSet.Avx512],
        Create = setup => new QuantizedMatVec(setup, BlockFormat.Int8, For(setup.Set), BlockMatrix.AsStored, isParallel: false),
    };

    /// <summary>The rows of this set.</summary>
    public static BlockRows For(InstructionSet set) => set switch
    {
        InstructionSet.Avx512 => Rows512,
        InstructionSet.AvxVnni => RowsVnni,
        _ => Rows256,
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows256(byte* weights, float* scales, QuantizedVector x, float* y, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            var sum = Vector256<float>.Zero;
            for (int block = 0; block < x.Blocks; block++, weights += 32, scales++)
            {
                Sse.Prefetch0(weights + Prefetch.Bytes);
                sbyte* value = x.Values + block * 32;
                var dot = Avx2.Add(
                    Avx2.MultiplyAddAdjacent(Signed(weights), Avx2.ConvertToVector256Int16(value)),
                    Avx2.MultiplyAddAdjacent(Signed(weights + 16), Avx2.ConvertToVector256Int16(value + 16)));
                sum = Fma.MultiplyAdd(Avx.ConvertToVector256Single(dot), Vector256.Create(*scales * x.Scales[block]), sum);
            }

            y[row] = Vector256.Sum(sum);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RowsVnni(byte* weights, float* scales, QuantizedVector x, float* y, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            var sum = Vector256<float>.Zero;
            for (int block = 0; block < x.Blocks; block++, weights += 32, scales++)
            {
                Sse.Prefetch0(weights + Prefetch.Bytes);
                var offsets = Vector256.Load(x.QuadOffsets + block * 8);
                var dot = AvxVnni.MultiplyWideningAndAdd(offsets, Vector256.Load(weights), Vector256.Load(x.Values + block * 32));
                sum = Fma.MultiplyAdd(Avx.ConvertToVector256Single(dot), Vector256.Create(*scales * x.Scales[block]), sum);
            }

            y[row] = Vector256.Sum(sum);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows512(byte* weights, float* scales, QuantizedVector x, float* y, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            Vector512<float> sum0 = default, sum1 = default;
            int block = 0;
            for (; block <= x.Blocks - 2; block += 2, weights += 64, scales += 2)
            {
                Sse.Prefetch0(weights + Prefetch.Bytes);
                sum0 = Avx512F.FusedMultiplyAdd(Dot(weights, x, block), Vector512.Create(scales[0] * x.Scales[block]), sum0);
                sum1 = Avx512F.FusedMultiplyAdd(Dot(weights + 32, x, block + 1), Vector512.Create(scales[1] * x.Scales[block + 1]), sum1);
            }

            if (block < x.Blocks)
            {
                sum0 = Avx512F.FusedMultiplyAdd(Dot(weights, x, block), Vector512.Create(*scales * x.Scales[block]), sum0);
                weights += 32;
                scales++;
            }

            y[row] = Vector512.Sum(Avx512F.Add(sum0, sum1));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Signed(byte* weights) => Avx2.Subtract(Avx2.ConvertToVector256Int16(weights), Vector256.Create((short)128));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Dot(byte* weights, QuantizedVector x, int block)
    {
        var signed = Avx512BW.Subtract(Avx512BW.ConvertToVector512Int16(Vector256.Load(weights)), Vector512.Create((short)128));
        var values = Avx512BW.ConvertToVector512Int16(Vector256.Load(x.Values + block * 32));
        return Avx512F.ConvertToVector512Single(Avx512BW.MultiplyAddAdjacent(signed, values));
    }
}
