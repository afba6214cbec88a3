using InferBench.Kernels;
using InferBench.Runner.Records;
using static System.FormattableString;

namespace InferBench.Runner.Plan;

/// <summary>Memory that kernels need, and whether it is there.</summary>
public static class KernelMemory
{
    private const double GiB = 1 << 30;

    /// <summary>Bytes of a case's operands and results, one copy of each; 0 where no kernel of ours solves its problem.</summary>
    public static long Bytes(CaseSpec spec) =>
        KernelShape.TryParse(spec.Shape ?? "", out var shape) && Solver(spec.Kernel!) is { } kernel ? kernel.Footprint(shape) : 0;

    /// <summary>The group, with every case skipped that cannot fit.</summary>
    /// <param name="group">Cases of kernels; none of it runs yet.</param>
    /// <param name="available">Bytes that a process can still take.</param>
    public static CaseGroup SkipWhatCannotFit(CaseGroup group, long available) => group with
    {
        Cases = [.. group.Cases.Select(c => c.SkipReason is null && Bytes(c.Spec) is var need && need > available ? c with { SkipReason = TooMuch(c.Spec, need, available) } : c)],
    };

    // A library is given its ladder's problem: NAME is ENGINE.LADDER.
    private static KernelInfo? Solver(string name) =>
        KernelCatalog.All.FirstOrDefault(k => k.Name == name) ?? KernelCatalog.All.FirstOrDefault(k => name.EndsWith('.' + k.Ladder, StringComparison.Ordinal));

    private static string TooMuch(CaseSpec spec, long need, long available) => Invariant(
        $"the operands and results of {spec.Shape} need {need / GiB:F2} GiB of memory and {available / GiB:F2} GiB are available; --no-memory-check tries it all the same");
}
