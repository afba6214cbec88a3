namespace InferBench.Kernels.Cpu.MatVec.Int4;

/// <summary>Each thread takes its share of the rows.</summary>
internal static unsafe class AllCores
{
    public static KernelInfo Info { get; } = Simd.Info with
    {
        Name = "cpu.matvec.int4.3_all_cores",
        Step = 3,
        Idea = "rows shared out among all threads",
        Explanation = "The vector is rounded once, then every thread multiplies its share of the rows. From a cache each core adds its own bandwidth; from memory they fill the channels together, and read bandwidth binds.",
        IsParallel = true,
        Create = setup => new QuantizedMatVec(setup, BlockFormat.Int4, Simd.For(setup.Set), BlockMatrix.AsStored, isParallel: true),
    };
}
