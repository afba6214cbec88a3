namespace InferBench.Kernels.Cpu.MatVec;

/// <summary>y[rows] = W[rows,k] x[k] with W in blocks; the pointers are at the first of the rows.</summary>
internal unsafe delegate void BlockRows(byte* weights, float* scales, QuantizedVector x, float* y, int rows);

/// <summary>Lays a matrix out as its kernel reads it, rows padded to groups of 16.</summary>
internal unsafe delegate void Packing(BlockMatrix matrix, byte* weights, float* scales);

/// <summary>Operands of a product with weights in blocks. Rounding the vector to int8 is part of every launch.</summary>
internal sealed unsafe class QuantizedMatVec : MatVecInstance
{
    private readonly BlockFormat format;
    private readonly InstructionSet set;
    private readonly BlockRows kernel;
    private readonly Packing packing;
    private readonly BlockMatrix matrix;
    private readonly QuantizedVector x;
    private readonly RotatedBuffer<byte> weights;
    private readonly RotatedBuffer<float> scales;

    /// <param name="packing">Done once and untimed, as an inference engine does it when it loads a model.</param>
    public QuantizedMatVec(KernelSetup setup, BlockFormat format, BlockRows kernel, Packing packing, bool isParallel)
        : base(setup, MatVecWork.WeightBytes(setup.Shape[0], setup.Shape[1], format), isParallel)
    {
        (this.format, this.kernel, this.packing, set) = (format, kernel, packing, setup.Set);
        matrix = new(N, K, format);
        x = new(K, format.ZeroPoint);
        long blocks = Y.Length * matrix.Blocks;
        weights = new(blocks * format.BlockBytes, Copies);
        scales = new(blocks, Copies);
    }

    /// <summary>Bytes of an instance with one copy, the weights as they were before packing among them.</summary>
    public static long Footprint(KernelShape shape, BlockFormat format) =>
        MatVecWork.WeightBytes(PaddedRows(shape[0]), shape[1], format) + MatVecWork.Quantized(shape, format).Bytes;

    /// <summary>
    /// Error of y against the product of the stored weights with the rounded vector, where each value of that is within the
    /// half step it may be off; otherwise the vector's. A block's sum is exact in integers; scales and blocks are floats.
    /// </summary>
    public override double WorstError()
    {
        double rounding = x.WorstError(X.Pointer);
        return rounding <= 1 ? Worst(RowError) : rounding;
    }

    public override void Dispose()
    {
        matrix.Dispose();
        x.Dispose();
        weights.Dispose();
        scales.Dispose();
        base.Dispose();
    }

    protected override void FillWeights(ulong seed)
    {
        matrix.Fill(seed);
        packing(matrix, weights.Copy(0), scales.Copy(0));
        weights.Repeat();
        scales.Repeat();
    }

    protected override void Prepare() => x.Quantize(X.Pointer, set);

    protected override void Rows(int first, int count)
    {
        long block = (long)first * x.Blocks;
        kernel(weights.Copy(Copy) + block * format.BlockBytes, scales.Copy(Copy) + block, x, Y.Pointer + first, count);
    }

    private double RowError(int row)
    {
        double sum = 0, size = 0;
        for (int block = 0; block < x.Blocks; block++)
        {
            long index = (long)row * x.Blocks + block;
            ReadOnlySpan<byte> stored = new(matrix.Bytes + index * format.BlockBytes, format.BlockBytes);
            double scale = (double)matrix.Scales[index] * x.Scales[block];
            for (int i = 0; i < BlockFormat.BlockSize; i++)
            {
                double product = (format.Stored(stored, i) - format.ZeroPoint) * x.Values[block * BlockFormat.BlockSize + i] * scale;
                sum += product;
                size += Math.Abs(product);
            }
        }

        // Two roundings besides the sum's: the product of the scales, and that with the block's sum.
        return Error(Y.Pointer[row], sum, KernelCheck.SumBound(x.Blocks + 2) * size);
    }
}
