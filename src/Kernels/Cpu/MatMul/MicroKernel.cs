namespace InferBench.Kernels.Cpu.MatMul;

/// <summary>The innermost part of steps 5 and 6: a tile of C that stays in registers.</summary>
internal sealed unsafe class MicroKernel
{
    private MicroKernel(int rows, int columns, delegate*<float*, float*, float*, nint, nint, bool, void> run)
    {
        Rows = rows;
        Columns = columns;
        Run = run;
    }

    /// <summary>Rows of the tile.</summary>
    public int Rows { get; }

    /// <summary>Columns of the tile: two vectors.</summary>
    public int Columns { get; }

    /// <summary>
    /// (a, b, c, ldc, k, add): C[Rows, Columns] = or += A B, of a panel A[k][Rows], a panel B[k][Columns] and rows of C that
    /// are ldc apart.
    /// </summary>
    public delegate*<float*, float*, float*, nint, nint, bool, void> Run { get; }

    /// <summary>The tile for this set: as many sums as its registers hold beside one of A and two of B.</summary>
    /// <exception cref="ArgumentException">There is none for it.</exception>
    public static MicroKernel For(InstructionSet set) => set switch
    {
        InstructionSet.Avx2 => new(Avx2MicroKernel.Rows, Avx2MicroKernel.Columns, &Avx2MicroKernel.Run),
        InstructionSet.Avx512 => new(Avx512MicroKernel.Rows, Avx512MicroKernel.Columns, &Avx512MicroKernel.Run),
        _ => throw new ArgumentException($"found set {set.Name()}, allowed are avx2 and avx512"),
    };
}
