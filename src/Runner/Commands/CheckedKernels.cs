using InferBench.Runner.Devices;
using InferBench.Runner.Harness;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;

namespace InferBench.Runner.Commands;

/// <summary>Looks, before each group starts, which of its kernels' operands cannot fit into the memory that is left then.</summary>
internal sealed class CheckedKernels(GroupRun run)
{
    /// <summary>Runs the group, with the cases skipped that cannot fit.</summary>
    public void Run(CaseGroup group, Action<CaseProgress> progress, Action<RunRecord> finished, CancellationToken cancellation) =>
        run(AvailableMemory.Read(new HostTree("/")) is { } available ? KernelMemory.SkipWhatCannotFit(group, available) : group, progress, finished, cancellation);
}
