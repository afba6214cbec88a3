using InferBench.Runner.Devices;
using InferBench.Runner.Harness;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;

namespace InferBench.Runner.Commands;

/// <summary>Looks, before each group starts, which of its cases cannot fit into the memory that is left then.</summary>
/// <param name="run">Runs what fits.</param>
/// <param name="inspect">What is known of a model by its name in cases; null where it cannot be told.</param>
internal sealed class CheckedGroups(GroupRun run, Func<string, ModelInspection?> inspect)
{
    /// <summary>Runs the group, with the cases skipped that cannot fit.</summary>
    public void Run(CaseGroup group, Action<CaseProgress> progress, Action<RunRecord> finished, CancellationToken cancellation)
    {
        if (inspect(group.Shared.Model) is { } model && AvailableMemory.Read(new HostTree("/")) is { } available)
            group = MemoryCheck.SkipWhatCannotFit(group, model, available);
        run(group, progress, finished, cancellation);
    }
}
