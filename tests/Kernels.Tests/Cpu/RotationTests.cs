using InferBench.Kernels.Cpu;
using InferBench.Kernels.Cpu.Attention;
using InferBench.Kernels.Cpu.Layers;
using InferBench.Kernels.Cpu.MatMul;
using InferBench.Kernels.Cpu.MatVec;
using InferBench.Kernels.Cpu.MatVec.Fp32;

namespace InferBench.Kernels.Tests.Cpu;

/// <summary>Where each launch finds the operands that are rotated: at three places in turn.</summary>
public sealed unsafe class RotationTests : IDisposable
{
    private readonly WorkerPool pool = new(1);
    private readonly List<nint> places = [];

    public void Dispose() => pool.Dispose();

    private KernelSetup Setup(long copyBytes, params int[] shape) => new(new(shape), InstructionSet.Scalar, pool, 2 * copyBytes + 1);

    private void AssertGoesRound(KernelInstance instance, long apart = 1)
    {
        using (instance)
        {
            instance.Fill(1);
            for (int launch = 0; launch < 7; launch++)
                instance.Run();
        }

        Assert.Equal(3, places.Distinct().Count());
        for (int launch = 0; launch < 7; launch++)
            Assert.Equal(places[launch % 3], places[launch]);
        Assert.All(places.Distinct().Order().Zip(places.Distinct().Order().Skip(1)), pair => Assert.InRange(pair.Second - pair.First, apart, long.MaxValue));
    }

    [Fact]
    public void Of_matrix_products_the_second_matrix() => AssertGoesRound(
        new MatMulInstance(Setup(5 * 7 * sizeof(float), 3, 5, 7), (in MatMulProblem problem) => places.Add((nint)problem.B)), 5 * 7 * sizeof(float));

    [Fact]
    public void Of_float32_matrix_vector_products_the_matrix() => AssertGoesRound(
        new Fp32MatVec(Setup(5 * 7 * sizeof(float), 5, 7), (weights, x, y, rows, k) => places.Add((nint)weights)), 5 * 7 * sizeof(float));

    [Fact]
    public void Of_quantised_matrix_vector_products_the_blocks() => AssertGoesRound(
        new QuantizedMatVec(Setup(5 * (16 + 4), 5, 32), BlockFormat.Int4, (weights, scales, x, y, rows) => places.Add((nint)weights), BlockMatrix.AsStored, isParallel: false), 5 * 16);

    [Fact]
    public void Of_attention_keys_and_values()
    {
        AttentionSizes sizes = new(1, 16, 2, 1, 64);
        AssertGoesRound(new Attention(sizes, 2 * 2 * sizes.CacheElements * sizeof(float) + 1, places), 16 * 64 * sizeof(float));
    }

    [Fact]
    public void Of_layers_everything() => AssertGoesRound(new Layer(2 * 32 * sizeof(float) + 1, places), 32 * sizeof(float));

    private sealed class Attention(AttentionSizes sizes, long rotateBytes, List<nint> places) : AttentionInstance(sizes, rotateBytes)
    {
        private nint values;

        protected override void Launch()
        {
            places.Add((nint)Keys);
            if (places.Count == 1)
                values = (nint)Values;
            Assert.Equal((nint)Keys - places[0], (nint)Values - values);
        }
    }

    private sealed class Layer(long rotateBytes, List<nint> places) : LayerInstance(rotateBytes, 16, 16)
    {
        public override double WorstError() => 0;

        protected override void Launch()
        {
            places.Add((nint)Output);
            Assert.Equal(16 * sizeof(float), (nint)Output - (nint)Input(0));
        }
    }
}
