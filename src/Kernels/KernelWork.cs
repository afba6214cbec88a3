namespace InferBench.Kernels;

/// <summary>What one launch has to do, whatever the kernel does beyond it.</summary>
/// <param name="Flops">Arithmetic operations; a multiply-add is two.</param>
/// <param name="Bytes">Least bytes moved: each operand read once, each result written once.</param>
public readonly record struct KernelWork(long Flops, long Bytes)
{
    /// <summary>Arithmetic intensity, operations a byte.</summary>
    public double Intensity => (double)Flops / Bytes;
}
