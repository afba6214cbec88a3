using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferBench.Kernels.Cpu.MatVec;

/// <summary>
/// A vector rounded to int8 in blocks of 32: scale = largest magnitude / 127, value = round(x / scale). Beside it what the
/// zero point of unsigned weights adds to their products, negative: start a sum there and it ends at the signed product.
/// </summary>
public sealed unsafe class QuantizedVector : IDisposable
{
    private const int Largest = 127;

    private readonly AlignedBuffer<sbyte> values;
    private readonly AlignedBuffer<float> scales;
    private readonly AlignedBuffer<int> quadOffsets;
    private readonly AlignedBuffer<int> blockOffsets;
    private readonly int zeroPoint;

    /// <param name="k">Elements; the last block is padded with zeros.</param>
    /// <param name="zeroPoint">Of the weights it will be multiplied with, 8 or 128.</param>
    public QuantizedVector(int k, int zeroPoint)
    {
        Blocks = BlockFormat.Blocks(k);
        this.zeroPoint = zeroPoint;
        values = new((long)Blocks * BlockFormat.BlockSize);
        scales = new(Blocks);
        quadOffsets = new(Blocks * 8L);
        blockOffsets = new(Blocks);
    }

    public int Blocks { get; }

    /// <summary>[blocks, 32], each -127 to 127.</summary>
    public sbyte* Values => values.Pointer;

    /// <summary>[blocks], none negative.</summary>
    public float* Scales => scales.Pointer;

    /// <summary>[blocks, 8]: -zero point times the sum of each four consecutive values.</summary>
    public int* QuadOffsets => quadOffsets.Pointer;

    /// <summary>[blocks]: -zero point times the sum of a block.</summary>
    public int* BlockOffsets => blockOffsets.Pointer;

    /// <summary>Rounds <paramref name="x"/>.</summary>
    /// <param name="x">[blocks, 32] finite numbers.</param>
    /// <param name="set">Whose instructions do it.</param>
    public void Quantize(float* x, InstructionSet set)
    {
        if (set == InstructionSet.Scalar)
            Quantize(x);
        else
            Quantize256(x);
    }

    /// <summary>
    /// Largest distance of a value from what it stands for, as a multiple of half a step and of the float32 roundings on
    /// the way: three of numbers up to 127, scale, its inverse and the product.
    /// </summary>
    /// <param name="x">What was rounded.</param>
    public double WorstError(float* x)
    {
        const double allowed = 0.5 + 3 * Largest / (double)(1 << 24);
        double worst = 0;
        for (int block = 0; block < Blocks; block++, x += BlockFormat.BlockSize)
        {
            double step = new ReadOnlySpan<float>(x, BlockFormat.BlockSize).ToArray().Max(Math.Abs) / (double)Largest;
            for (int i = 0; i < BlockFormat.BlockSize; i++)
            {
                double error = Math.Abs(x[i] - (double)Values[block * BlockFormat.BlockSize + i] * Scales[block]);
                worst = Math.Max(worst, error == 0 ? 0 : error / (allowed * step));
            }
        }

        return worst;
    }

    public void Dispose()
    {
        values.Dispose();
        scales.Dispose();
        quadOffsets.Dispose();
        blockOffsets.Dispose();
    }

    private void Quantize(float* x)
    {
        for (int block = 0; block < Blocks; block++, x += BlockFormat.BlockSize)
        {
            float largest = 0;
            for (int i = 0; i < BlockFormat.BlockSize; i++)
                largest = MathF.Max(largest, MathF.Abs(x[i]));
            float steps = Steps(block, largest);
            BlockOffsets[block] = 0;
            for (int quad = 0; quad < 8; quad++)
            {
                int sum = 0;
                for (int i = quad * 4; i < quad * 4 + 4; i++)
                {
                    Values[block * 32 + i] = (sbyte)MathF.Round(x[i] * steps);
                    sum += Values[block * 32 + i];
                }

                QuadOffsets[block * 8 + quad] = -zeroPoint * sum;
                BlockOffsets[block] -= zeroPoint * sum;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Quantize256(float* x)
    {
        var zero = Vector256.Create((byte)zeroPoint);
        var minus = Vector256.Create((short)-1);
        var order = Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7);
        for (int block = 0; block < Blocks; block++, x += BlockFormat.BlockSize)
        {
            var x0 = Vector256.Load(x);
            var x1 = Vector256.Load(x + 8);
            var x2 = Vector256.Load(x + 16);
            var x3 = Vector256.Load(x + 24);
            var largest = Avx.Max(Avx.Max(Vector256.Abs(x0), Vector256.Abs(x1)), Avx.Max(Vector256.Abs(x2), Vector256.Abs(x3)));
            var half = Sse.Max(largest.GetLower(), largest.GetUpper());
            half = Sse.Max(half, Sse.MoveHighToLow(half, half));
            var steps = Vector256.Create(Steps(block, MathF.Max(half[0], half[1])));
            var low = Avx2.PackSignedSaturate(Avx.ConvertToVector256Int32(x0 * steps), Avx.ConvertToVector256Int32(x1 * steps));
            var high = Avx2.PackSignedSaturate(Avx.ConvertToVector256Int32(x2 * steps), Avx.ConvertToVector256Int32(x3 * steps));
            // Packing works within halves of 128 bits and leaves the groups of four out of order.
            var packed = Avx2.PermuteVar8x32(Avx2.PackSignedSaturate(low, high).AsInt32(), order).AsSByte();
            packed.Store(Values + block * 32);
            var offsets = Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(zero, packed), minus);
            offsets.Store(QuadOffsets + block * 8);
            BlockOffsets[block] = Vector256.Sum(offsets);
        }
    }

    private float Steps(int block, float largest)
    {
        Scales[block] = largest / Largest;
        return largest > 0 ? Largest / largest : 0;
    }
}
