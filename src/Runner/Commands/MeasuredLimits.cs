using InferBench.Runner.Devices;
using InferBench.Runner.Models;
using InferBench.Runner.Options;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Sinks;

namespace InferBench.Runner.Commands;

/// <summary>Measures a run's ceilings, before and after its cases, in a worker of their own.</summary>
internal sealed class MeasuredLimits
{
    private readonly RequestedPlan requested;
    private readonly RunPlan plan;
    private readonly EnvironmentInfo environment;
    private readonly ProgressView view;
    private readonly CeilingRun ceilings;
    private readonly string? whyNone;
    private readonly IReadOnlyList<PlannedGpu> gpus;

    public MeasuredLimits(
        RunOptions options, RequestedPlan requested, RunPlan plan, RecordedRun run, EnvironmentInfo environment, ProgressView view, CancellationToken cancellation)
    {
        (this.requested, this.plan, this.environment, this.view) = (requested, plan, environment, view);
        // Repeats of the anchor are counted on after the whole plan's cases.
        int places = requested.Plan.Cases.Concat(plan.Cases).Max(c => c.OrderIndex) + 1;
        ceilings = new(
            run, new CheckedKernels(run.Groups(options.InProcess, retries: 0, RunCeilings.Settings, environment)).Run, places, view, cancellation);
        whyNone = RunCeilings.WhyNone(options, requested.Plan);
        Standing = new(whyNone, requested.Inspect, Again);
        gpus = whyNone is null ? [.. plan.Cases.Where(c => c.SkipReason is null).Select(c => c.Spec.Device).Where(CudaDeviceName.Is).Distinct().SelectMany(Gpu)] : [];
    }

    /// <summary>Holds records against what was measured.</summary>
    public ModelStanding Standing { get; }

    /// <summary>Measures what the plan's cases need; nothing where the run has no ceilings, or nothing is left to run.</summary>
    /// <param name="inMemory">Whether to measure memory itself, which takes longest.</param>
    public void Measure(bool inMemory)
    {
        ReadDemand[] demands =
        [
            .. whyNone is null ? plan.Cases.Where(c => c.SkipReason is null && c.Spec.Device == "cpu").SelectMany(Demand).Distinct() : [],
        ];
        long seed = requested.Plan.Cases.First().Spec.Seed;
        CaseSpec[] onCpu = demands.Length == 0 ? [] : [.. RunCeilings.Cases(demands, KernelPlan.Ceilings(), environment, AutoThreads.Choose(environment), seed, inMemory)];
        CaseSpec[] onGpus = [.. gpus.SelectMany(gpu => RunCeilings.Cases(gpu, seed))];
        if (onCpu.Length + onGpus.Length == 0)
            return;
        // What a kernel does to a GPU may last as long as the process that ran it: each has its own.
        RunRecord[] records = [.. onCpu.Length == 0 ? [] : ceilings.Measure(onCpu), .. onGpus.SelectMany(ceiling => ceilings.Measure([ceiling]))];
        foreach (var record in records)
            Standing.Learn(record);
        int measured = records.Count(r => r.Status == CaseStatus.Ok);
        view.Milestone(FormattableString.Invariant($"ceilings {(inMemory ? "before" : "after")} the cases: {measured} of {records.Length} measured"));
    }

    private IEnumerable<PlannedGpu> Gpu(string device)
    {
        try
        {
            return KernelGpus.Of(new() { Devices = [device], References = false });
        }
        // The model may run where none of our kernels does.
        catch (BadInputException e)
        {
            view.Milestone("no ceilings: " + e.Problems[0]);
            return [];
        }
    }

    private IEnumerable<ReadDemand> Demand(PlannedCase planned) =>
        requested.Inspect(planned.Spec.Model) is { } model ? [new(planned.Spec.Threads, (long)ModelDemand.Of(model, planned.Spec).StepBytes)] : [];

    private RunRecord? Again(CaseSpec ceiling)
    {
        var record = ceilings.Again(ceiling);
        if (record is not null)
            Standing.Learn(record);
        return record;
    }
}
