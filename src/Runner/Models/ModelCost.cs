using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>
/// What running a synthetic model costs, by formula from its shape (symbols as in <see cref="ModelGeometry"/>; A is the
/// bytes of the precision's activations). M is the number of weights in the matrices of all layers,
/// L (H (N + 2G) D + N D H + 3 H I); the output projection has V H more.
/// </summary>
public sealed class ModelCost
{
    private readonly ModelGeometry g;
    private readonly Precision precision;
    private readonly int blockSize;
    private readonly int activationBytes;

    /// <summary>The cost of a shape in a precision.</summary>
    public ModelCost(ModelGeometry geometry, Precision precision, int blockSize = ModelRecipe.DefaultBlockSize)
    {
        g = geometry;
        this.precision = precision;
        this.blockSize = blockSize;
        activationBytes = precision.Activations.Bytes();
    }

    /// <summary>Weights, each counted once: M + 2 L H + H + V H (1 if tied, else 2).</summary>
    public long Parameters => CountParameters(g);

    /// <summary>
    /// Bytes of the stored weights with their scales; rotary tables are not weights. Only matrices of products are
    /// quantised: norms and an embedding of its own have the activations' type.
    /// </summary>
    public long WeightBytes => MatrixBytes + NormBytes + (g.TiedEmbeddings ? 0 : EmbeddingRowBytes * g.Vocabulary);

    /// <summary>Bytes of keys and values of one token: 2 L G D A.</summary>
    public long KvBytesPerToken => 2L * g.Layers * g.KvHeads * g.HeadSize * activationBytes;

    /// <summary>
    /// Floating-point operations of the weights for one prompt token: 2 M. The output projection is not in it, because
    /// it runs for the last position alone unless the graph computes all logits.
    /// </summary>
    public long FlopsPerPrefillToken => 2L * g.Layers * LayerMatrices(g);

    /// <summary>Floating-point operations of one run of the output projection: 2 V H.</summary>
    public long FlopsPerLogits => 2L * g.Vocabulary * g.Hidden;

    /// <summary>
    /// Bytes that one decode step must move with <paramref name="depth"/> tokens in the cache: every matrix and norm
    /// once, one row of the embedding, keys and values of the depth read and of one token written.
    /// </summary>
    public long DecodeBytes(int depth) => MatrixBytes + NormBytes + EmbeddingRowBytes + (KvBytesPerToken * (depth + 1L));

    internal static long CountParameters(ModelGeometry g) =>
        (g.Layers * (LayerMatrices(g) + (2L * g.Hidden))) + g.Hidden + ((g.TiedEmbeddings ? 1L : 2L) * g.Vocabulary * g.Hidden);

    private long EmbeddingRowBytes => g.TiedEmbeddings ? StoredBytes(g.Hidden, 1) : (long)g.Hidden * activationBytes;

    private long NormBytes => ((2L * g.Layers) + 1) * g.Hidden * activationBytes;

    private long MatrixBytes
    {
        get
        {
            long qkv = StoredBytes(g.Hidden, (g.Heads + (2 * g.KvHeads)) * g.HeadSize);
            long attention = qkv + StoredBytes(g.Heads * g.HeadSize, g.Hidden);
            long feedForward = (2 * StoredBytes(g.Hidden, g.Intermediate)) + StoredBytes(g.Intermediate, g.Hidden);
            return (g.Layers * (attention + feedForward)) + StoredBytes(g.Hidden, g.Vocabulary);
        }
    }

    private static long LayerMatrices(ModelGeometry g)
    {
        long qkv = (long)g.Hidden * (g.Heads + (2 * g.KvHeads)) * g.HeadSize;
        long output = (long)g.Heads * g.HeadSize * g.Hidden;
        return qkv + output + (3L * g.Hidden * g.Intermediate);
    }

    /// <summary>Bytes of a matrix with its scales; the last block of a row is stored whole.</summary>
    private long StoredBytes(long inputs, long outputs)
    {
        if (!precision.Quantized)
            return inputs * outputs * precision.WeightBits / 8;
        long blocks = (inputs + blockSize - 1) / blockSize;
        return outputs * blocks * ((blockSize * precision.WeightBits / 8) + activationBytes);
    }
}
