using InferBench.Kernels;
using InferBench.Kernels.Cuda;
using InferBench.Kernels.Cuda.Ceilings;
using InferBench.Runner.Records;
using static System.FormattableString;

namespace InferBench.Runner.Plan;

/// <summary>Memory that kernels need, and whether it is there.</summary>
public static class KernelMemory
{
    private const double GiB = 1 << 30;
    private const int Kibibyte = 1024;

    /// <summary>Bytes of a case's operands and results, one copy of each; 0 where no kernel of ours solves its problem.</summary>
    public static long Bytes(CaseSpec spec) =>
        !KernelShape.TryParse(spec.Shape ?? "", out var shape) ? 0
        : CudaCatalog.Steps.FirstOrDefault(k => k.Name == spec.Kernel) is { } cuda ? Bytes(cuda, shape)
        : Solver(spec.Kernel!)?.Footprint(shape) ?? 0;

    /// <summary>The group, with every case skipped that cannot fit.</summary>
    /// <param name="group">Cases of kernels; none of it runs yet.</param>
    /// <param name="available">Bytes that a process can still take.</param>
    public static CaseGroup SkipWhatCannotFit(CaseGroup group, long available) => group with
    {
        Cases = [.. group.Cases.Select(c => c.SkipReason is null && Bytes(c.Spec) is var need && need > available ? c with { SkipReason = TooMuch(c.Spec, need, available) } : c)],
    };

    // Operands lie on the host, too. A ceiling of bandwidth reads its working set several times where that is small, and a copy has two ends.
    private static long Bytes(CudaStep kernel, KernelShape shape) =>
        CeilingShapes.IsRead(kernel) ? (long)shape[0] * Kibibyte : kernel.Work(shape).Bytes * (kernel is CudaTransferInfo ? 2 : 1);

    // A library is given its ladder's problem: NAME is ENGINE.LADDER.
    private static KernelInfo? Solver(string name) =>
        KernelCatalog.All.FirstOrDefault(k => k.Name == name) ?? KernelCatalog.All.FirstOrDefault(k => name.EndsWith('.' + k.Ladder, StringComparison.Ordinal));

    private static string TooMuch(CaseSpec spec, long need, long available) => Invariant(
        $"the operands and results of {spec.Shape} need {need / GiB:F2} GiB of memory and {available / GiB:F2} GiB are available; --no-memory-check tries it all the same");
}
