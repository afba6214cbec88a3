using InferBench.Kernels;
using InferBench.Kernels.Cpu;
using InferBench.Kernels.Cpu.MatMul;

namespace InferBench.Runner.Workloads.References;

/// <summary>Operands of C[m,n] = A[m,k] B[k,n] in float32, for a library to multiply: copies of B are gone round.</summary>
internal abstract unsafe class MatMulReference : KernelInstance
{
    private readonly AlignedBuffer<float> a;
    private readonly AlignedBuffer<float>[] b;
    private readonly AlignedBuffer<float> c;
    private ulong seed;
    private int last;

    protected MatMulReference(ReferenceSetup setup)
    {
        (M, N, K) = (setup.Shape[0], setup.Shape[1], setup.Shape[2]);
        a = new((long)M * K);
        b = Rotation.Make(setup.RotateBytes, (long)K * N);
        c = new((long)M * N);
    }

    public override long WorkingSet => (a.Length + c.Length + b.Length * b[0].Length) * sizeof(float);

    protected int M { get; }

    protected int N { get; }

    protected int K { get; }

    protected float* A => a.Pointer;

    protected float* C => c.Pointer;

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
        last = last + 1 == b.Length ? 0 : last + 1;
        Multiply(last);
    }

    public override double WorstError() => KernelCheck.MatMulError(new MatMulProblem(A, B(last), C, M, N, K), seed);

    public override void Dispose()
    {
        a.Dispose();
        foreach (var copy in b)
            copy.Dispose();
        c.Dispose();
    }

    /// <summary>A copy of B.</summary>
    protected float* B(int copy) => b[copy].Pointer;

    /// <summary>Writes C from A and this copy of B.</summary>
    protected abstract void Multiply(int copy);
}
