namespace InferBench.Kernels.Cpu.MatMul;

/// <summary>What the steps of this ladder have in common.</summary>
internal static class MatMulStep
{
    /// <summary>64 rows of A against a B of twice the last cache.</summary>
    public static KernelShape BeyondCaches { get; } = Beyond(CacheSizes.L3);

    public static KernelInfo Of(
        int step, string name, string idea, string explanation, KernelShape addresses, Func<KernelSetup, KernelInstance> create) => new()
        {
            Name = $"cpu.matmul.{step}_{name}",
            Ladder = "matmul",
            Step = step,
            Idea = idea,
            Explanation = explanation,
            Arithmetic = "fp32",
            Sets = [InstructionSet.Scalar],
            Sizes = ["m", "n", "k"],
            Addresses = addresses,
            Work = shape => MatMulWork.Of(shape[0], shape[1], shape[2]),
            Footprint = shape => MatMulWork.Of(shape[0], shape[1], shape[2]).Bytes,
            Create = create,
        };

    private static KernelShape Beyond(long cache)
    {
        int side = (int)Math.Ceiling(Math.Sqrt(2.0 * cache / sizeof(float)) / 1024) * 1024;
        return new(64, side, side);
    }
}
