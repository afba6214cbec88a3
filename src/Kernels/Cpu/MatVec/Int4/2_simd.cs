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
        InstructionSet.AvxVnni => RowsVnni,
        _ => Rows256,
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows256(byte* weights, float* scales, QuantizedVector x, float* y, int rows)
    {
        int blocks = x.Blocks;
        for (int row = 0; row < rows; row++, weights += blocks * 16, scales += blocks)
        {
            var sum = Vector256<float>.Zero;
            for (int block = 0; block < blocks; block++)
            {
                Sse.Prefetch0(weights + block * 16 + Prefetch.Bytes);
                sum = Fma.MultiplyAdd(Avx.ConvertToVector256Single(Dot(weights, x, block)), Vector256.Create(scales[block] * x.Scales[block]), sum);
            }

            y[row] = Vector256.Sum(sum);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RowsVnni(byte* weights, float* scales, QuantizedVector x, float* y, int rows)
    {
        int blocks = x.Blocks;
        for (int row = 0; row < rows; row++, weights += blocks * 16, scales += blocks)
        {
            var sum = Vector256<float>.Zero;
            for (int block = 0; block < blocks; block++)
            {
                Sse.Prefetch0(weights + block * 16 + Prefetch.Bytes);
                var offsets = Vector256.Load(x.QuadOffsets + block * 8);
                var dot = AvxVnni.MultiplyWideningAndAdd(offsets, Nibbles(weights + block * 16), Vector256.Load(x.Values + block * 32));
                sum = Fma.MultiplyAdd(Avx.ConvertToVector256Single(dot), Vector256.Create(scales[block] * x.Scales[block]), sum);
            }

            y[row] = Vector256.Sum(sum);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows512(byte* weights, float* scales, QuantizedVector x, float* y, int rows)
    {
        var first = Vector512.Create(Vector256.Create(0), Vector256.Create(1));
        var second = Vector512.Create(Vector256.Create(2), Vector256.Create(3));
        int blocks = x.Blocks;
        for (int row = 0; row < rows; row++, weights += blocks * 16, scales += blocks)
        {
            Vector512<float> sum0 = default, sum1 = default;
            int block = 0;
            for (; block <= blocks - 4; block += 4)
            {
                Sse.Prefetch0(weights + block * 16 + Prefetch.Bytes);
                var scale = (Vector128.Load(scales + block) * Vector128.Load(x.Scales + block)).ToVector256Unsafe().ToVector512Unsafe();
                sum0 = Avx512F.FusedMultiplyAdd(Avx512F.ConvertToVector512Single(Dots(weights, x, block)), Avx512F.PermuteVar16x32(scale, first), sum0);
                sum1 = Avx512F.FusedMultiplyAdd(Avx512F.ConvertToVector512Single(Dots(weights, x, block + 2)), Avx512F.PermuteVar16x32(scale, second), sum1);
            }

            var rest = Vector256<float>.Zero;
            for (; block < blocks; block++)
                rest = Fma.MultiplyAdd(Avx.ConvertToVector256Single(Dot(weights, x, block)), Vector256.Create(scales[block] * x.Scales[block]), rest);
            y[row] = Vector512.Sum(Avx512F.Add(sum0, sum1)) + Vector256.Sum(rest);
        }
    }

    // 15 * 127 * 2 is far from what would saturate an int16.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Dot(byte* weights, QuantizedVector x, int block)
    {
        var pairs = Avx2.MultiplyAddAdjacent(Nibbles(weights + block * 16), Vector256.Load(x.Values + block * 32));
        return Avx2.Add(Avx2.MultiplyAddAdjacent(pairs, Vector256.Create((short)1)), Vector256.Load(x.QuadOffsets + block * 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Dots(byte* weights, QuantizedVector x, int block)
    {
        // A byte HL widened to 16 bits, or itself shifted left by four, masked: bytes L, H.
        var wide = Avx512BW.ConvertToVector512UInt16(Vector256.Load(weights + block * 16));
        var nibbles = ((Avx512BW.ShiftLeftLogical(wide, 4) | wide) & Vector512.Create((ushort)0x0F0F)).AsByte();
        var pairs = Avx512BW.MultiplyAddAdjacent(nibbles, Vector512.Load(x.Values + block * 32));
        return Avx512F.Add(Avx512BW.MultiplyAddAdjacent(pairs, Vector512.Create((short)1)), Vector512.Load(x.QuadOffsets + block * 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Nibbles(byte* weights)
    {
        var wide = Avx2.ConvertToVector256Int16(weights).AsUInt16();
        return ((Avx2.ShiftLeftLogical(wide, 4) | wide) & Vector256.Create((ushort)0x0F0F)).AsByte();
    }
}
