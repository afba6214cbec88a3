namespace InferBench.Kernels.Cpu.MatMul;

/// <summary>The matrices of C[m,n] = A[m,k] B[k,n] in float32, for a kernel or a library to multiply. B, the weights of a layer, is what rotates.</summary>
public abstract unsafe class MatMulOperands : KernelInstance
{
    private readonly AlignedBuffer<float> a;
    private readonly AlignedBuffer<float>[] b;
    private readonly AlignedBuffer<float> c;
    private readonly int m, n, k;
    private ulong seed;
    private int current;

    /// <param name="shape">m, n and k.</param>
    /// <param name="rotateBytes">As <see cref="KernelSetup.RotateBytes"/>.</param>
    protected MatMulOperands(KernelShape shape, long rotateBytes)
    {
        (m, n, k) = (shape[0], shape[1], shape[2]);
        a = new((long)m * k);
        b = Rotation.Make(rotateBytes, (long)k * n);
        c = new((long)m * n);
    }

    public override long WorkingSet => (a.Length + c.Length + b.Length * b[0].Length) * sizeof(float);

    /// <summary>How many copies of B launches go round.</summary>
    protected int Copies => b.Length;

    public override void Fill(ulong seed)
    {
        this.seed = seed;
        Normal.Fill(a.Pointer, a.Length, seed);
        for (int i = 0; i < b.Length; i++)
            Normal.Fill(b[i].Pointer, b[i].Length, seed + 1 + (ulong)i);
    }

    public override void Poison() => c.Fill(float.NaN);

    public override void Run()
    {
        current = current + 1 < b.Length ? current + 1 : 0;
        Multiply(current);
    }

    public override double WorstError() => KernelCheck.MatMulError(Problem(current), seed);

    public override void Dispose()
    {
        a.Dispose();
        foreach (var copy in b)
            copy.Dispose();
        c.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The problem with this copy of B.</summary>
    protected MatMulProblem Problem(int copy) => new(a.Pointer, b[copy].Pointer, c.Pointer, m, n, k);

    /// <summary>Writes C from A and this copy of B. Allocates nothing.</summary>
    protected abstract void Multiply(int copy);
}
