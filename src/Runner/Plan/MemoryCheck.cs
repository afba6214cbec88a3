using InferBench.Runner.Models.Inspection;
using InferBench.Runner.Records;
using static System.FormattableString;

namespace InferBench.Runner.Plan;

/// <summary>Whether the cases of a group fit into the memory that is there.</summary>
public static class MemoryCheck
{
    // The runtime lays matrices out anew while it loads; what they were read from stays until it is done.
    private const int WeightCopies = 2;

    private const double GiB = 1 << 30;

    /// <summary>The group, with every case skipped that cannot fit. Only what runs on the CPU is looked at.</summary>
    /// <param name="group">The group; none of it runs yet.</param>
    /// <param name="model">Its model.</param>
    /// <param name="available">Bytes that a process can still take.</param>
    public static CaseGroup SkipWhatCannotFit(CaseGroup group, ModelInspection model, long available) => group.Shared.Device != "cpu" ? group : group with
    {
        Cases = [.. group.Cases.Select(c => c.SkipReason is null && TooMuch(c.Spec, model, available) is { } reason ? c with { SkipReason = reason } : c)],
    };

    private static string? TooMuch(CaseSpec spec, ModelInspection model, long available)
    {
        var sum = MemoryFitting.Sum(model, spec.Batch, (int)spec.Positions);
        long need = sum.Bytes + ((WeightCopies - 1) * sum.StoredBytes);
        return need <= available ? null : Invariant(
            $"needs about {Text(need)} of memory (weights {WeightCopies} x {Text(sum.StoredBytes)}, as stored and as the runtime lays them out, keys and values {Text(sum.KvBytes)}, logits {Text(sum.LogitsBytes)}) and {Text(available)} are available; --no-memory-check tries it all the same");
    }

    private static string Text(long bytes) => Invariant($"{bytes / GiB:F2} GiB");
}
