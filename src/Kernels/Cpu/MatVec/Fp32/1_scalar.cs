namespace InferBench.Kernels.Cpu.MatVec.Fp32;

/// <summary>One multiply-add after another: the foot of the ladder.</summary>
internal static unsafe class Scalar
{
    public static KernelInfo Info { get; } = new()
    {
        Name = "cpu.matvec.fp32.1_scalar",
        Ladder = "matvec.fp32",
        Step = 1,
        Idea = "one multiply-add after another",
        Explanation = "Each row is a chain in which an addition waits for the one before, so that the latency of an addition sets the pace and most of the memory bandwidth lies idle.",
        Arithmetic = "fp32",
        Sets = [InstructionSet.Scalar],
        Rotates = true,
        Sizes = MatVecWork.Sizes,
        Addresses = new(4096, 4096),
        Work = MatVecWork.Fp32,
        Footprint = shape => MatVecWork.Fp32(shape).Bytes,
        Create = setup => new Fp32MatVec(setup, Rows),
    };

    private static void Rows(float* weights, float* x, float* y, int rows, int k)
    {
        for (int row = 0; row < rows; row++, weights += k)
        {
            float sum = 0;
            for (int i = 0; i < k; i++)
                sum += weights[i] * x[i];
            y[row] = sum;
        }
    }
}
