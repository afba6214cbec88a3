namespace InferBench.Kernels.Cuda.Ceilings;

/// <summary>Bits that no memory compresses and no sum of which has a rounding to allow for.</summary>
internal static unsafe class RandomBits
{
    private const ulong Odd = 0x9E3779B97F4A7C15;

    public static void Fill(CudaOperand operand, ulong seed)
    {
        ulong state = (seed + 1) * Odd;
        for (long i = 0; i < operand.Bytes / sizeof(ulong); i++)
        {
            state += Odd;
            operand.As<ulong>()[i] = (state ^ (state >> 31)) * Odd;
        }
    }

    /// <summary>0 where two operands of one size, a multiple of 8 bytes, are the same, else infinite.</summary>
    public static double Difference(CudaOperand one, CudaOperand other)
    {
        for (long i = 0; i < one.Bytes / sizeof(ulong); i++)
        {
            if (one.As<ulong>()[i] != other.As<ulong>()[i])
                return double.PositiveInfinity;
        }

        return 0;
    }
}
