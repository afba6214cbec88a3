using System.Runtime.CompilerServices;

namespace InferBench.Kernels.Cpu.MatMul;

/// <summary>Packed panels, and tiles of C that stay in registers.</summary>
public sealed unsafe class PackedMatMul : IDisposable
{
    private readonly MicroKernel tile;
    private readonly Blocking blocking;
    private readonly PackedBlock block;
    private readonly AlignedBuffer<float> b;

    /// <param name="m">Sizes of the problems it will compute.</param>
    public PackedMatMul(int m, int n, int k, InstructionSet set)
    {
        tile = MicroKernel.For(set);
        blocking = Blocking.For(tile, m, n, k);
        block = new(tile, blocking.Rows, blocking.Depth);
        b = new((long)blocking.Depth * blocking.Columns);
    }

    public static KernelInfo Info { get; } = MatMulStep.Of(
        5,
        "packed",
        "Packed panels and tiles of C that stay in registers",
        "A tile of C (14 x 32 with AVX-512, 6 x 16 with AVX2) fills the registers, so that a number loaded serves many products and "
        + "both multiply-add units are busy every cycle. A and B are first copied into the order in which they are read, cut to "
        + "the sizes of the caches. What binds is the arithmetic itself.",
        new(1024, 1024, 1024),
        Create) with
    { Sets = [InstructionSet.Avx2, InstructionSet.Avx512] };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(in MatMulProblem problem)
    {
        for (int j = 0; j < problem.N; j += blocking.Columns)
        {
            int columns = Math.Min(blocking.Columns, problem.N - j);
            for (int p = 0; p < problem.K; p += blocking.Depth)
            {
                int depth = Math.Min(blocking.Depth, problem.K - p);
                for (int panel = 0; panel < columns; panel += tile.Columns)
                {
                    float* from = problem.B + p * problem.LdB + j + panel;
                    Packing.PanelOfB(from, problem.LdB, depth, Math.Min(tile.Columns, columns - panel), tile.Columns, b.Pointer + (nint)panel * depth);
                }

                for (int i = 0; i < problem.M; i += blocking.Rows)
                    block.Multiply(problem, i, Math.Min(blocking.Rows, problem.M - i), j, columns, p, depth, b.Pointer);
            }
        }
    }

    public void Dispose()
    {
        block.Dispose();
        b.Dispose();
    }

    private static MatMulInstance Create(KernelSetup setup)
    {
        var packed = new PackedMatMul(setup.Shape[0], setup.Shape[1], setup.Shape[2], setup.Set);
        return new(setup, packed.Run, packed);
    }
}
