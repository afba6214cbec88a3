using System.Runtime.InteropServices;
using InferBench.Kernels;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models;
using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Models.Synthesis;

namespace InferBench.Runner.Workloads.References;

/// <summary>
/// The MatMulNBits operator as models use it on the CPU: weights of 4 or 8 bits in blocks of 32 with float32 scales, the
/// vector rounded to int8 by blocks (accuracy level 4).
/// </summary>
internal sealed class OrtBlockMatVec : OrtMatVec
{
    private const int BlockSize = 32;
    private const long IntegerArithmetic = 4;
    private const int Largest = 127;
    private const double Deviations = 8;

    private readonly int bits;
    private readonly int blocks;
    private readonly byte[] weights;
    private readonly float[] scales;

    public OrtBlockMatVec(OrtLibrary library, ReferenceSetup setup, int bits)
        : base(library, setup, (long)setup.Shape[0] * Blocks(setup.Shape[1]) * (BlockSize * bits / 8 + sizeof(float)))
    {
        this.bits = bits;
        blocks = Blocks(K);
        weights = new byte[(long)N * blocks * BlockSize * bits / 8];
        scales = new float[(long)N * blocks];
    }

    /// <summary>
    /// Against the stored weights times the vector before it is rounded. A block's rounding step is its largest magnitude
    /// over 127, and an error is evenly spread over half a step either side: of variance step²/12, independent of the
    /// others, so that their sum stays within a few standard deviations.
    /// </summary>
    public override double WorstError()
    {
        double[] steps = [.. X.Span.ToArray().Chunk(BlockSize).Select(block => block.Max(MathF.Abs) / (double)Largest)];
        var errors = new double[N];
        Parallel.For(0, N, row => errors[row] = RowError(row, steps));
        return errors.Contains(double.NaN) ? double.NaN : errors.Max();
    }

    protected override ModelProto Model(ulong seed)
    {
        QuantizedMatrix matrix = new(new RandomTensor((long)seed, "w", deviation: 1), K, BlockSize, bits, FloatType.Float32);
        matrix.Fill(0, weights, MemoryMarshal.AsBytes(scales.AsSpan()));
        GraphBuilder graph = new("", FloatType.Float32);
        graph.Input("x", ElementType.Float32, 1, K);
        graph.Output("y", ElementType.Float32, 1, N);
        graph.Node(
            "matmul",
            "MatMulNBits",
            ["x", "w", "scales"],
            GraphBuilder.Contrib,
            ["y"],
            GraphBuilder.Attribute("K", (long)K),
            GraphBuilder.Attribute("N", (long)N),
            GraphBuilder.Attribute("bits", (long)bits),
            GraphBuilder.Attribute("block_size", (long)BlockSize),
            GraphBuilder.Attribute("accuracy_level", IntegerArithmetic));
        var model = graph.Build();
        model.Graph.Initializer.Add(Weights("w", ElementType.UInt8, weights, N, blocks, BlockSize * bits / 8));
        model.Graph.Initializer.Add(Weights("scales", ElementType.Float32, MemoryMarshal.AsBytes(scales.AsSpan()), N, blocks));
        return model;
    }

    private static int Blocks(int k) => (k + BlockSize - 1) / BlockSize;

    private double RowError(int row, double[] steps)
    {
        var x = X.Span;
        double sum = 0, size = 0, variance = 0, most = 0;
        for (int i = 0; i < K; i++)
        {
            int block = i / BlockSize;
            double weight = (double)Stored(((long)row * blocks * BlockSize) + i) * scales[((long)row * blocks) + block];
            double product = weight * x[i], half = Math.Abs(weight) * steps[block] / 2;
            sum += product;
            size += Math.Abs(product);
            most += half;
            variance += half * half / 3;
        }

        double rounding = Math.Min(most, Deviations * Math.Sqrt(variance));
        return Math.Abs(Y.Span[row] - sum) / (rounding + KernelCheck.SumBound(K + 2) * (size + most));
    }

    private int Stored(long index) =>
        bits == 8 ? weights[index] - 128 : ((weights[index / 2] >> (int)(index % 2 * 4)) & 15) - 8;
}
