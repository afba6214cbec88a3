using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferBench.Kernels.Cpu.MatVec.Int4;

/// <summary>Sixteen rows interleaved when the weights are loaded, so that each lane of a register is a row.</summary>
internal static unsafe class Repacked
{
    private const int Rows = 16;
    private const int BlockBytes = Rows * 16;

    public static KernelInfo Info { get; } = AllCores.Info with
    {
        Name = "cpu.matvec.int4.4_repacked",
        Step = 4,
        Idea = "16 rows interleaved when the weights are loaded",
        Explanation = "Each lane of a register is a row, so four values of the vector serve 16 rows at once, scales are multiplied 16 at a time and nothing is summed across lanes: far fewer instructions a weight. It pays where the weights come from a cache; from memory, bandwidth binds as before.",
        Addresses = new(2048, 2048),
        Create = setup => new QuantizedMatVec(setup, BlockFormat.Int4, For(setup.Set), Pack, isParallel: true),
    };

    /// <summary>
    /// Weights [groups of 16 rows, blocks, 4 quads, 16 rows, 4]: low nibbles are elements 0 to 15 of the block by fours, high
    /// nibbles 16 to 31. Scales [groups, blocks, 16 rows]. Rows that are missing have scales of 0.
    /// </summary>
    private static void Pack(BlockMatrix matrix, byte* weights, float* scales)
    {
        for (int row = 0; row < matrix.Rows; row++)
        {
            for (int block = 0; block < matrix.Blocks; block++)
            {
                long from = (long)row * matrix.Blocks + block;
                long to = (long)(row / Rows) * matrix.Blocks + block;
                ReadOnlySpan<byte> stored = new(matrix.Bytes + from * 16, 16);
                scales[to * Rows + row % Rows] = matrix.Scales[from];
                for (int i = 0; i < 16; i++)
                {
                    int low = matrix.Format.Stored(stored, i), high = matrix.Format.Stored(stored, 16 + i);
                    weights[to * BlockBytes + i / 4 * 64 + row % Rows * 4 + i % 4] = (byte)(low | (high << 4));
                }
            }
        }
    }

    private static BlockRows For(InstructionSet set) => set switch
    {
        InstructionSet.Avx512 => Rows512,
        InstructionSet.AvxVnni => RowsVnni,
        _ => Rows256,
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows256(byte* weights, float* scales, QuantizedVector x, float* y, int rows)
    {
        for (int row = 0; row < rows; row += Rows, y += Rows)
        {
            Vector256<float> sum0 = default, sum1 = default;
            for (int block = 0; block < x.Blocks; block++, weights += BlockBytes, scales += Rows)
            {
                sbyte* value = x.Values + block * 32;
                Vector256<short> dot0 = default, dot1 = default;
                for (int quad = 0; quad < 4; quad++)
                {
                    Sse.Prefetch0(weights + quad * 64 + Prefetch.Bytes);
                    var low = Vector256.Create(*(int*)(value + quad * 4)).AsSByte();
                    var high = Vector256.Create(*(int*)(value + 16 + quad * 4)).AsSByte();
                    var bytes0 = Vector256.Load(weights + quad * 64);
                    var bytes1 = Vector256.Load(weights + quad * 64 + 32);
                    // Eight pairs of 15 * 127 * 2 fit an int16.
                    dot0 = Avx2.Add(dot0, Avx2.Add(Avx2.MultiplyAddAdjacent(Low(bytes0), low), Avx2.MultiplyAddAdjacent(High(bytes0), high)));
                    dot1 = Avx2.Add(dot1, Avx2.Add(Avx2.MultiplyAddAdjacent(Low(bytes1), low), Avx2.MultiplyAddAdjacent(High(bytes1), high)));
                }

                var one = Vector256.Create((short)1);
                var offset = Vector256.Create(x.BlockOffsets[block]);
                var scale = Vector256.Create(x.Scales[block]);
                sum0 = Scaled(Avx2.Add(Avx2.MultiplyAddAdjacent(dot0, one), offset), Vector256.Load(scales) * scale, sum0);
                sum1 = Scaled(Avx2.Add(Avx2.MultiplyAddAdjacent(dot1, one), offset), Vector256.Load(scales + 8) * scale, sum1);
            }

            sum0.Store(y);
            sum1.Store(y + 8);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RowsVnni(byte* weights, float* scales, QuantizedVector x, float* y, int rows)
    {
        for (int row = 0; row < rows; row += Rows, y += Rows)
        {
            Vector256<float> sum0 = default, sum1 = default;
            for (int block = 0; block < x.Blocks; block++, weights += BlockBytes, scales += Rows)
            {
                sbyte* value = x.Values + block * 32;
                var dot0 = Vector256.Create(x.BlockOffsets[block]);
                var dot1 = dot0;
                for (int quad = 0; quad < 4; quad++)
                {
                    Sse.Prefetch0(weights + quad * 64 + Prefetch.Bytes);
                    var low = Vector256.Create(*(int*)(value + quad * 4)).AsSByte();
                    var high = Vector256.Create(*(int*)(value + 16 + quad * 4)).AsSByte();
                    var bytes0 = Vector256.Load(weights + quad * 64);
                    var bytes1 = Vector256.Load(weights + quad * 64 + 32);
                    dot0 = AvxVnni.MultiplyWideningAndAdd(AvxVnni.MultiplyWideningAndAdd(dot0, Low(bytes0), low), High(bytes0), high);
                    dot1 = AvxVnni.MultiplyWideningAndAdd(AvxVnni.MultiplyWideningAndAdd(dot1, Low(bytes1), low), High(bytes1), high);
                }

                var scale = Vector256.Create(x.Scales[block]);
                sum0 = Scaled(dot0, Vector256.Load(scales) * scale, sum0);
                sum1 = Scaled(dot1, Vector256.Load(scales + 8) * scale, sum1);
            }

            sum0.Store(y);
            sum1.Store(y + 8);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows512(byte* weights, float* scales, QuantizedVector x, float* y, int rows)
    {
        var mask = Vector512.Create((byte)15);
        var one = Vector512.Create((short)1);
        for (int row = 0; row < rows; row += Rows, y += Rows)
        {
            var sum = Vector512<float>.Zero;
            for (int block = 0; block < x.Blocks; block++, weights += BlockBytes, scales += Rows)
            {
                sbyte* value = x.Values + block * 32;
                var dot = Vector512<short>.Zero;
                for (int quad = 0; quad < 4; quad++)
                {
                    Sse.Prefetch0(weights + quad * 64 + Prefetch.Bytes);
                    var bytes = Vector512.Load(weights + quad * 64);
                    var high = Avx512BW.ShiftRightLogical(bytes.AsUInt16(), 4).AsByte() & mask;
                    dot = Avx512BW.Add(dot, Avx512BW.MultiplyAddAdjacent(bytes & mask, Vector512.Create(*(int*)(value + quad * 4)).AsSByte()));
                    dot = Avx512BW.Add(dot, Avx512BW.MultiplyAddAdjacent(high, Vector512.Create(*(int*)(value + 16 + quad * 4)).AsSByte()));
                }

                var total = Avx512F.Add(Avx512BW.MultiplyAddAdjacent(dot, one), Vector512.Create(x.BlockOffsets[block]));
                var scale = Avx512F.Multiply(Vector512.Load(scales), Vector512.Create(x.Scales[block]));
                sum = Avx512F.FusedMultiplyAdd(Avx512F.ConvertToVector512Single(total), scale, sum);
            }

            sum.Store(y);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Low(Vector256<byte> bytes) => bytes & Vector256.Create((byte)15);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> High(Vector256<byte> bytes) => Low(Avx2.ShiftRightLogical(bytes.AsUInt16(), 4).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Scaled(Vector256<int> dots, Vector256<float> scales, Vector256<float> sum) =>
        Fma.MultiplyAdd(Avx.ConvertToVector256Single(dots), scales, sum);
}
