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
        InstructionSet.AvxVnni => BlockRows256<VnniProducts>.Run,
        _ => BlockRows256<Avx2Products>.Run,
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows512(byte* weights, float* scales, QuantizedVector x, float* y, int rows)
    {
        int blocks = x.Blocks;
        for (int row = 0; row < rows; row++)
        {
            sbyte* values = x.Values;
            float* steps = x.Scales;
            Vector512<float> sum0 = default, sum1 = default;
            for (int pair = 0; pair < blocks / 2; pair++, weights += 64, values += 64, scales += 2, steps += 2)
            {
                Sse.Prefetch0(weights + Prefetch.Bytes);
                sum0 = Avx512F.FusedMultiplyAdd(Dot(weights, values), Vector512.Create(scales[0] * steps[0]), sum0);
                sum1 = Avx512F.FusedMultiplyAdd(Dot(weights + 32, values + 32), Vector512.Create(scales[1] * steps[1]), sum1);
            }

            if (blocks % 2 == 1)
            {
                sum0 = Avx512F.FusedMultiplyAdd(Dot(weights, values), Vector512.Create(*scales * *steps), sum0);
                weights += 32;
                scales++;
            }

            y[row] = Vector512.Sum(Avx512F.Add(sum0, sum1));
        }
    }

    /// <summary>Sums of the products of one block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Dot(byte* weights, sbyte* values)
    {
        var signed = Avx512BW.Subtract(Avx512BW.ConvertToVector512Int16(Vector256.Load(weights)), Vector512.Create((short)128));
        var pairs = Avx512BW.MultiplyAddAdjacent(signed, Avx512BW.ConvertToVector512Int16(Vector256.Load(values)));
        return Avx512F.ConvertToVector512Single(pairs);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Signed(byte* weights) => Avx2.Subtract(Avx2.ConvertToVector256Int16(weights), Vector256.Create((short)128));

    private readonly struct VnniProducts : IBlockProducts
    {
        public static int BlockBytes => BlockFormat.BlockSize;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Dot(byte* weights, sbyte* values, int* offsets) =>
            Avx.ConvertToVector256Single(AvxVnni.MultiplyWideningAndAdd(Vector256.Load(offsets), Vector256.Load(weights), Vector256.Load(values)));
    }

    private readonly struct Avx2Products : IBlockProducts
    {
        public static int BlockBytes => BlockFormat.BlockSize;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Dot(byte* weights, sbyte* values, int* offsets)
        {
            var low = Avx2.MultiplyAddAdjacent(Signed(weights), Avx2.ConvertToVector256Int16(values));
            var high = Avx2.MultiplyAddAdjacent(Signed(weights + 16), Avx2.ConvertToVector256Int16(values + 16));
            return Avx.ConvertToVector256Single(Avx2.Add(low, high));
        }
    }
}
