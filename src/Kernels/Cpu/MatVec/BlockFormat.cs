namespace InferBench.Kernels.Cpu.MatVec;

/// <summary>
/// Weights [n,k] in blocks of 32 along k as ONNX Runtime's MatMulNBits stores them: bytes [n, ceil(k/32), 32*bits/8], the
/// low nibble first, and float32 scales [n, ceil(k/32)]. A weight is (stored - <see cref="ZeroPoint"/>) * scale.
/// </summary>
/// <param name="Bits">4 or 8.</param>
public sealed record BlockFormat(int Bits)
{
    /// <summary>Weights of one scale.</summary>
    public const int BlockSize = 32;

    public static BlockFormat Int4 { get; } = new(4);

    public static BlockFormat Int8 { get; } = new(8);

    /// <summary>The stored value that stands for 0.</summary>
    public int ZeroPoint => 1 << (Bits - 1);

    /// <summary>Bytes of one block, without its scale.</summary>
    public int BlockBytes => BlockSize * Bits / 8;

    /// <summary>Blocks of a row of <paramref name="k"/> weights; the last may be padded.</summary>
    public static int Blocks(int k) => (k - 1) / BlockSize + 1;

    /// <summary>The stored value of element <paramref name="index"/> of a block, 0 to 2^bits - 1.</summary>
    public int Stored(ReadOnlySpan<byte> block, int index) =>
        Bits == 8 ? block[index] : (block[index / 2] >> (index % 2 * 4)) & 15;

    /// <summary>
    /// Rounds one block as ONNX Runtime's symmetric quantiser does: the weight of largest magnitude becomes the stored 0,
    /// so that a scale has the other sign of it.
    /// </summary>
    /// <param name="weights">At most 32; what is missing is padded with weights of 0.</param>
    /// <param name="block">[<see cref="BlockBytes"/>], overwritten.</param>
    /// <returns>The scale.</returns>
    public float Quantize(ReadOnlySpan<float> weights, Span<byte> block)
    {
        float largest = 0;
        foreach (float weight in weights)
            largest = MathF.Abs(weight) > MathF.Abs(largest) ? weight : largest;
        float scale = -largest / ZeroPoint;
        block[..BlockBytes].Clear();
        for (int i = 0; i < BlockSize; i++)
        {
            float steps = i < weights.Length && scale != 0 ? weights[i] / scale : 0;
            int stored = Math.Clamp((int)MathF.Round(steps + ZeroPoint), 0, 2 * ZeroPoint - 1);
            block[i * Bits / 8] |= (byte)(Bits == 8 ? stored : stored << (i % 2 * 4));
        }

        return scale;
    }
}
