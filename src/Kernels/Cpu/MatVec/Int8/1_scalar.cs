namespace InferBench.Kernels.Cpu.MatVec.Int8;

/// <summary>Byte after byte, a sum of integers for each block: the foot of the ladder.</summary>
internal static unsafe class Scalar
{
    public static KernelInfo Info { get; } = new()
    {
        Name = "cpu.matvec.int8.1_scalar",
        Ladder = "matvec.int8",
        Step = 1,
        Idea = "byte after byte",
        Explanation = "Weights of 8 bits are a quarter of the bytes of float32, but one multiply-add at a time cannot take them as fast as memory brings them: arithmetic binds.",
        Arithmetic = "int8",
        Sets = [InstructionSet.Scalar],
        Rotates = true,
        Sizes = MatVecWork.Sizes,
        Addresses = new(4096, 4096),
        Work = shape => MatVecWork.Quantized(shape, BlockFormat.Int8),
        Footprint = shape => QuantizedMatVec.Footprint(shape, BlockFormat.Int8),
        Create = setup => new QuantizedMatVec(setup, BlockFormat.Int8, Rows, BlockMatrix.AsStored, isParallel: false),
    };

    private static void Rows(byte* weights, float* scales, QuantizedVector x, float* y, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            float sum = 0;
            for (int block = 0; block < x.Blocks; block++)
            {
                sbyte* value = x.Values + block * BlockFormat.BlockSize;
                int dot = 0;
                for (int i = 0; i < BlockFormat.BlockSize; i++)
                    dot += (*weights++ - 128) * value[i];
                sum += dot * (*scales++ * x.Scales[block]);
            }

            y[row] = sum;
        }
    }
}
