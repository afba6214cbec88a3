namespace InferBench.Kernels.Cpu.MatVec.Fp32;

/// <summary>Each thread takes its share of the rows.</summary>
internal static class AllCores
{
    public static KernelInfo Info { get; } = Simd.Info with
    {
        Name = "cpu.matvec.fp32.3_all_cores",
        Step = 3,
        Idea = "rows shared out among all threads",
        Explanation = "The misses that one core may have outstanding seldom fill the memory channels; those of all cores do. What is left is the read bandwidth of the machine, and each weight is used once, so no cache helps.",
        IsParallel = true,
        Create = setup => new Fp32MatVec(setup, Simd.For(setup.Set), isParallel: true),
    };
}
