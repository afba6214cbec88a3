using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferBench.Kernels.Cpu.MatVec.Int4;

/// <summary>A block or two at a time: nibbles widened to bytes in registers, products of bytes summed by fours.</summary>
internal static unsafe class Simd
{
    public static KernelInfo Info { get; } = Scalar.Info with
    {
        Name = "cpu.matvec.int4.2_simd",
        Step = 2,
        Idea = "32 or 64 nibbles at once, products of bytes",
        Explanation = "A shift and a mask spread the nibbles of one or two blocks over a register, and byte products are added by fours (one instruction with AVX-VNNI, two without). The zero point is the sum's first value, so it costs nothing.",
        Sets = [InstructionSet.Avx2, InstructionSet.AvxVnni, InstructionSet.Avx512],
        Create = setup => new QuantizedMatVec(setup, BlockFormat.Int4, For(setup.Set), BlockMatrix.AsStored, isParallel: false),
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
        var first = Vector512.Create(Vector256.Create(0), Vector256.Create(1));
        var second = Vector512.Create(Vector256.Create(2), Vector256.Create(3));
        int blocks = x.Blocks;
        for (int row = 0; row < rows; row++)
        {
            sbyte* values = x.Values;
            int* offsets = x.QuadOffsets;
            float* steps = x.Scales;
            Vector512<float> sum0 = default, sum1 = default;
            for (int four = 0; four < blocks / 4; four++, weights += 64, values += 128, offsets += 32, scales += 4, steps += 4)
            {
                Sse.Prefetch0(weights + Prefetch.Bytes);
                var scale = (Vector128.Load(scales) * Vector128.Load(steps)).ToVector256Unsafe().ToVector512Unsafe();
                sum0 = Avx512F.FusedMultiplyAdd(Dots(weights, values, offsets), Avx512F.PermuteVar16x32(scale, first), sum0);
                sum1 = Avx512F.FusedMultiplyAdd(Dots(weights + 32, values + 64, offsets + 16), Avx512F.PermuteVar16x32(scale, second), sum1);
            }

            var rest = Vector256<float>.Zero;
            for (int block = 0; block < blocks % 4; block++, weights += 16, values += 32, offsets += 8, scales++, steps++)
                rest = Fma.MultiplyAdd(Avx2Products.Dot(weights, values, offsets), Vector256.Create(*scales * *steps), rest);
            y[row] = Vector512.Sum(Avx512F.Add(sum0, sum1)) + Vector256.Sum(rest);
        }
    }

    /// <summary>Sums of the products of two blocks, by fours.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Dots(byte* weights, sbyte* values, int* offsets)
    {
        var wide = Avx512BW.ConvertToVector512UInt16(Vector256.Load(weights));
        var nibbles = ((Avx512BW.ShiftLeftLogical(wide, 4) | wide) & Vector512.Create((ushort)0x0F0F)).AsByte();
        var pairs = Avx512BW.MultiplyAddAdjacent(nibbles, Vector512.Load(values));
        var fours = Avx512BW.MultiplyAddAdjacent(pairs, Vector512.Create((short)1));
        return Avx512F.ConvertToVector512Single(Avx512F.Add(fours, Vector512.Load(offsets)));
    }

    // A byte HL widened to 16 bits, or itself shifted left by four, masked: bytes L, H.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Nibbles(byte* weights)
    {
        var wide = Avx2.ConvertToVector256Int16(weights).AsUInt16();
        return ((Avx2.ShiftLeftLogical(wide, 4) | wide) & Vector256.Create((ushort)0x0F0F)).AsByte();
    }

    private readonly struct VnniProducts : IBlockProducts
    {
        public static int BlockBytes => BlockFormat.BlockSize / 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Dot(byte* weights, sbyte* values, int* offsets) =>
            Avx.ConvertToVector256Single(AvxVnni.MultiplyWideningAndAdd(Vector256.Load(offsets), Nibbles(weights), Vector256.Load(values)));
    }

    private readonly struct Avx2Products : IBlockProducts
    {
        public static int BlockBytes => BlockFormat.BlockSize / 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Dot(byte* weights, sbyte* values, int* offsets)
        {
            // 15 * 127 * 2 is far from what would saturate an int16.
            var pairs = Avx2.MultiplyAddAdjacent(Nibbles(weights), Vector256.Load(values));
            return Avx.ConvertToVector256Single(Avx2.Add(Avx2.MultiplyAddAdjacent(pairs, Vector256.Create((short)1)), Vector256.Load(offsets)));
        }
    }
}
