namespace InferBench.Kernels.Cpu.MatVec;

/// <summary>Weights [n,k] in memory as <see cref="BlockFormat"/> lays them out, row after row.</summary>
internal sealed unsafe class BlockMatrix : IDisposable
{
    private readonly int k;
    private readonly AlignedBuffer<byte> bytes;
    private readonly AlignedBuffer<float> scales;

    public BlockMatrix(int n, int k, BlockFormat format)
    {
        (Rows, this.k, Format, Blocks) = (n, k, format, BlockFormat.Blocks(k));
        bytes = new((long)n * Blocks * format.BlockBytes);
        scales = new((long)n * Blocks);
    }

    public BlockFormat Format { get; }

    public int Rows { get; }

    /// <summary>Blocks of a row.</summary>
    public int Blocks { get; }

    /// <summary>[n, blocks, bytes of a block].</summary>
    public byte* Bytes => bytes.Pointer;

    /// <summary>[n, blocks].</summary>
    public float* Scales => scales.Pointer;

    /// <summary>Quantises weights from N(0,1).</summary>
    public void Fill(ulong seed) => Parallel.For(0, Rows, () => new float[k], (row, _, weights) =>
    {
        Normal.Fill(weights, seed + (ulong)row);
        for (int block = 0; block < Blocks; block++)
        {
            int start = block * BlockFormat.BlockSize;
            long index = (long)row * Blocks + block;
            Span<byte> target = new(Bytes + index * Format.BlockBytes, Format.BlockBytes);
            Scales[index] = Format.Quantize(weights.AsSpan(start, Math.Min(BlockFormat.BlockSize, k - start)), target);
        }

        return weights;
    }, static _ => { });

    /// <summary>The packing of kernels that read what MatMulNBits reads.</summary>
    public static void AsStored(BlockMatrix matrix, byte* weights, float* scales)
    {
        Buffer.MemoryCopy(matrix.Bytes, weights, matrix.bytes.Length, matrix.bytes.Length);
        Buffer.MemoryCopy(matrix.Scales, scales, matrix.scales.Length * sizeof(float), matrix.scales.Length * sizeof(float));
    }

    public void Dispose()
    {
        bytes.Dispose();
        scales.Dispose();
    }
}
