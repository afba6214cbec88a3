namespace InferBench.Kernels.Cpu.MatMul;

/// <summary>Computes one problem; any sizes from 1, any distances between rows.</summary>
public delegate void MatMul(in MatMulProblem problem);

/// <summary>A step of the ladder with its matrices. B, the weights of a layer, is what rotates.</summary>
/// <param name="step">The computation.</param>
/// <param name="workspace">What it keeps between launches.</param>
internal sealed unsafe class MatMulInstance(KernelSetup setup, MatMul step, IDisposable? workspace = null) : KernelInstance
{
    private readonly int m = setup.Shape[0], n = setup.Shape[1], k = setup.Shape[2];
    private readonly AlignedBuffer<float> a = new((long)setup.Shape[0] * setup.Shape[2]);
    private readonly AlignedBuffer<float>[] b = Copies(setup);
    private readonly AlignedBuffer<float> c = new((long)setup.Shape[0] * setup.Shape[1]);
    private ulong seed;
    private int current;

    public override long WorkingSet => (a.Length + b.Length * b[0].Length + c.Length) * sizeof(float);

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
        step(Problem);
    }

    public override double WorstError() => KernelCheck.MatMulError(Problem, seed);

    public override void Dispose()
    {
        workspace?.Dispose();
        a.Dispose();
        c.Dispose();
        foreach (var copy in b)
            copy.Dispose();
    }

    private MatMulProblem Problem => new(a.Pointer, b[current].Pointer, c.Pointer, m, n, k);

    private static AlignedBuffer<float>[] Copies(KernelSetup setup)
    {
        long elements = (long)setup.Shape[1] * setup.Shape[2];
        long bytes = elements * sizeof(float);
        var copies = new AlignedBuffer<float>[Math.Max(1, (setup.RotateBytes + bytes - 1) / bytes)];
        for (int i = 0; i < copies.Length; i++)
            copies[i] = new(elements);
        return copies;
    }
}
