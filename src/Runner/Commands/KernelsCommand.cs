using InferBench.Kernels;
using InferBench.Kernels.Cuda;
using InferBench.Runner.Devices;
using InferBench.Runner.Harness;
using InferBench.Runner.Options;
using InferBench.Runner.Records;
using InferBench.Runner.Sinks;

namespace InferBench.Runner.Commands;

/// <summary>Measures our own kernels beside this machine's ceilings and libraries, and shows what came of it.</summary>
public static class KernelsCommand
{
    /// <exception cref="BadInputException">Nothing can be measured; nothing was.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; complete cases are shown and in the results file.</exception>
    public static int Run(KernelsOptions options, CancellationToken cancellation) => options.ForModel is not null
        ? KernelsForModelCommand.Run(options, cancellation)
        : Measure(options, static _ => { }, static records => KernelTable.Write(Terminal.Output(), records), cancellation);

    /// <param name="options">What to measure.</param>
    /// <param name="finished">Told of every record of a case, those that the results file held before among them.</param>
    /// <param name="show">Shows what came of it.</param>
    /// <param name="cancellation">Ends it between trials.</param>
    /// <inheritdoc cref="Run"/>
    internal static int Measure(KernelsOptions options, Action<RunRecord> finished, Action<IReadOnlyList<RunRecord>> show, CancellationToken cancellation)
    {
        var environment = new EnvironmentProbe().Read();
        var references = KernelPlan.References(options);
        var gpus = KernelGpus.Of(options);
        var plan = KernelPlan.Of(options, references, gpus, environment);
        int places = plan.Cases.Max(c => c.OrderIndex) + 1;
        using var run = new RecordedRun(options.Output, TimeProvider.System) { PrintsRecords = options.ForModel is null };
        run.During(
            view =>
            {
                // With the settings of the plan, which has ceilings too, so that the file can be gone on with.
                var ceilings = new CeilingRun(run, new CheckedKernels(run.Groups(options.InProcess, retries: 0, plan.Measurement, environment)).Run, places, view, cancellation);
                var standing = new KernelStanding(options, references, gpus, run.Earlier(static _ => { }), ceilings.Again);
                foreach (string absent in KernelPlan.Absent(plan, references).Concat(gpus.SelectMany(gpu => KernelPlan.Absent(plan, gpu.References))).Distinct())
                    view.Milestone(absent);
                foreach (var record in run.Earlier(static _ => { }))
                    finished(record);
                plan = run.Remaining(plan, environment, engineVersion: null, view);
                var groups = run.Groups(options.InProcess, options.Retries, plan.Measurement, environment).Completed(standing.Complete).Completed(Told);
                run.Run(plan, options.MemoryCheck ? new CheckedKernels(groups).Run : groups, view, cancellation);
            },
            records =>
            {
                show(records);
                if (options.Explain)
                    KernelExplanation.Write(Terminal.Output(), records, Story);
            },
            cancellation);
        return run.ExitCode;

        RunRecord Told(RunRecord record)
        {
            finished(record);
            return record;
        }
    }

    private static KernelStory? Story(string name) =>
        KernelCatalog.All.Concat<KernelStep>(CudaCatalog.Steps).FirstOrDefault(k => k.Name == name) is { } kernel ? new(kernel.Explanation, kernel.Addresses.ToString()) : null;
}
