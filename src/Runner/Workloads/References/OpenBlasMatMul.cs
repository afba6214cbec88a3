using InferBench.Kernels.Cpu.MatMul;
using InferBench.Runner.Inference.OpenBlas;
using InferBench.Runner.Records;

namespace InferBench.Runner.Workloads.References;

/// <summary>cblas_sgemm of OpenBLAS.</summary>
internal sealed unsafe class OpenBlasMatMul : MatMulOperands
{
    private static readonly Lazy<(OpenBlasLibrary? Library, string? Absent)> Found = new(() => (OpenBlasLibrary.Find(out string? absent), absent));

    private readonly OpenBlasLibrary library;

    private OpenBlasMatMul(ReferenceSetup setup)
        : base(setup.Shape, setup.RotateBytes)
    {
        library = Library;
        int given = library.SetThreads(setup.Threads);
        if (given != setup.Threads)
            throw new BadInputException($"--threads {setup.Threads}: OpenBLAS ({library.FileName}) runs at most {given}");
    }

    public static KernelReference Info { get; } = new()
    {
        Name = "openblas.matmul",
        Ladder = "matmul",
        Arithmetic = "fp32",
        Absent = () => Found.Value.Absent,
        Engine = threads => Library.Describe(threads),
        Create = setup => new OpenBlasMatMul(setup),
    };

    private static OpenBlasLibrary Library => Found.Value.Library ?? throw new InvalidOperationException(Found.Value.Absent);

    protected override void Multiply(int copy)
    {
        var problem = Problem(copy);
        library.Multiply(problem.A, problem.B, problem.C, problem.M, problem.N, problem.K);
    }
}
