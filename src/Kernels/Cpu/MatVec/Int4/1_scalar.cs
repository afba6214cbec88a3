namespace InferBench.Kernels.Cpu.MatVec.Int4;

/// <summary>Nibble after nibble, a sum of integers for each block: the foot of the ladder.</summary>
internal static unsafe class Scalar
{
    public static KernelInfo Info { get; } = new()
    {
        Name = "cpu.matvec.int4.1_scalar",
        Ladder = "matvec.int4",
        Step = 1,
        Idea = "nibble after nibble",
        Explanation = "Weights of 4 bits are an eighth of the bytes of float32, but each has to be cut out of its byte and multiplied on its own: arithmetic binds, and the bytes saved buy nothing yet.",
        Arithmetic = "int8",
        Sets = [InstructionSet.Scalar],
        Rotates = true,
        Sizes = MatVecWork.Sizes,
        Addresses = new(4096, 4096),
        Work = shape => MatVecWork.Quantized(shape, BlockFormat.Int4),
        Footprint = shape => QuantizedMatVec.Footprint(shape, BlockFormat.Int4),
        Create = setup => new QuantizedMatVec(setup, BlockFormat.Int4, Rows, BlockMatrix.AsStored, isParallel: false),
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
                for (int i = 0; i < BlockFormat.BlockSize / 2; i++, weights++)
                    dot += ((*weights & 15) - 8) * value[2 * i] + ((*weights >> 4) - 8) * value[2 * i + 1];
                sum += dot * (*scales++ * x.Scales[block]);
            }

            y[row] = sum;
        }
    }
}
