using InferBench.Kernels;
using InferBench.Kernels.Cuda;
using InferBench.Runner.Devices;
using InferBench.Runner.Options;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Workloads.References;

namespace InferBench.Runner.Commands;

/// <summary>What options of <c>kernels</c> ask for, and what is known of the kernels and libraries behind it.</summary>
internal static class KernelPlan
{
    /// <exception cref="BadInputException">Something named does not exist here, or the plan is to be run and no case can.</exception>
    public static RunPlan Of(
        KernelsOptions options, IReadOnlyList<PlannedReference> references, IReadOnlyList<PlannedGpu> gpus, EnvironmentInfo environment, bool toRun = true) =>
        new KernelExpansion(
            options, KernelCatalog.All, references, InstructionSets.Here, environment, AutoThreads.Choose(environment), CudaCatalog.Steps, gpus).Expand(toRun);

    /// <summary>Every library, looked for on this machine; none where none is asked for.</summary>
    public static IReadOnlyList<PlannedReference> References(KernelsOptions options) => options.References
        ? [.. KernelReferences.All.Select(r => new PlannedReference(r.Name, r.Ladder, r.Absent(), r.Refusal))]
        : [];

    /// <summary>Libraries' products that runs of models are held against, as far as this machine has them.</summary>
    public static IReadOnlyList<PlannedReference> Ceilings() =>
        [.. KernelReferences.Ceilings.Where(r => r.Absent() is null).Select(r => new PlannedReference(r.Name, r.Ladder, null, r.Refusal))];

    /// <summary>Why libraries are not there that do what a ladder of the plan does, each reason once.</summary>
    public static IEnumerable<string> Absent(RunPlan plan, IReadOnlyList<PlannedReference> references) => references
        .Where(r => r.Absent is not null && plan.Cases.Any(c => c.Spec.Engine == KernelExpansion.Engine && KernelLadder.Of(c.Spec) == r.Ladder))
        .Select(r => r.Absent!).Distinct();
}
