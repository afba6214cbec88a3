namespace InferBench.Kernels.Cpu.MatVec;

/// <summary>Products of a matrix and a vector, as decoding makes them: a ladder for each type of weight.</summary>
public static class MatVecLadder
{
    public static IReadOnlyList<KernelInfo> All { get; } =
    [
        Fp32.Scalar.Info, Fp32.Simd.Info, Fp32.AllCores.Info,
        Int8.Scalar.Info, Int8.Simd.Info, Int8.AllCores.Info,
        Int4.Scalar.Info, Int4.Simd.Info, Int4.AllCores.Info, Int4.Repacked.Info,
    ];
}
