namespace InferBench.Kernels.Cpu.MatVec.Fp32;

/// <summary>y[rows] = W[rows,k] x[k], W row-major.</summary>
internal unsafe delegate void Fp32Rows(float* weights, float* x, float* y, int rows, int k);

/// <summary>Operands of a product with float32 weights.</summary>
internal sealed unsafe class Fp32MatVec : MatVecInstance
{
    private readonly Fp32Rows kernel;
    private readonly RotatedBuffer<float> weights;

    public Fp32MatVec(KernelSetup setup, Fp32Rows kernel, bool isParallel = false)
        : base(setup, (long)setup.Shape[0] * setup.Shape[1] * sizeof(float), isParallel)
    {
        this.kernel = kernel;
        weights = new((long)N * K, Copies);
    }

    public override double WorstError() => Worst(RowError);

    public override void Dispose()
    {
        weights.Dispose();
        base.Dispose();
    }

    protected override void FillWeights(ulong seed)
    {
        Parallel.For(0, N, row => Normal.Fill(new(weights.Copy(0) + (long)row * K, K), seed + (ulong)row));
        weights.Repeat();
    }

    protected override void Rows(int first, int count) =>
        kernel(weights.Copy(Copy) + (long)first * K, X.Pointer, Y.Pointer + first, count, K);

    private double RowError(int row)
    {
        float* weight = weights.Copy(Copy) + (long)row * K;
        double sum = 0, size = 0;
        for (int i = 0; i < K; i++)
        {
            double product = (double)weight[i] * X.Pointer[i];
            sum += product;
            size += Math.Abs(product);
        }

        return Error(Y.Pointer[row], sum, KernelCheck.SumBound(K) * size);
    }
}
