namespace InferBench.Kernels.Cpu.MatMul;

/// <summary>Computes one problem; any sizes from 1, any distances between rows.</summary>
public delegate void MatMul(in MatMulProblem problem);

/// <summary>A step of the ladder with its matrices.</summary>
/// <param name="step">The computation.</param>
/// <param name="workspace">What it keeps between launches.</param>
internal sealed class MatMulInstance(KernelSetup setup, MatMul step, IDisposable? workspace = null) : MatMulOperands(setup.Shape, setup.RotateBytes)
{
    public override void Dispose()
    {
        workspace?.Dispose();
        base.Dispose();
    }

    protected override void Multiply(int copy) => step(Problem(copy));
}
