using InferBench.Runner.Devices;
using InferBench.Runner.Devices.Sampling;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Workloads;

namespace InferBench.Runner.Worker;

/// <summary>Turns each case of a group of kernels into a record, whatever happens.</summary>
/// <param name="runId">The run.</param>
/// <param name="environment">This machine.</param>
/// <param name="settings">How long to measure.</param>
/// <param name="time">The clock.</param>
/// <param name="open">Opens a case's kernel; null takes those of the catalogue, and libraries.</param>
internal sealed class KernelGroup(
    string runId, EnvironmentInfo environment, MeasurementSettings settings, TimeProvider time, Func<CaseSpec, OpenedKernel>? open = null)
{
    /// <summary>Runs the cases in order.</summary>
    /// <param name="group">Cases of kernels.</param>
    /// <param name="progress">Told between trials.</param>
    /// <param name="finished">Takes each record as soon as its case is over.</param>
    /// <param name="cancellation">Looked at between trials.</param>
    /// <exception cref="OperationCanceledException">Cancelled; the running case has no record.</exception>
    public void Run(CaseGroup group, Action<CaseProgress> progress, Action<RunRecord> finished, CancellationToken cancellation)
    {
        using var sampler = settings.SampleInterval is { } interval ? MachineSampler.OfThisMachine(environment, group.Shared.Device, interval, time) : null;
        foreach (var planned in group.Cases)
        {
            cancellation.ThrowIfCancellationRequested();
            finished(Run(planned, sampler, progress, cancellation));
        }
    }

    private RunRecord Run(PlannedCase planned, MachineSampler? sampler, Action<CaseProgress> progress, CancellationToken cancellation)
    {
        var blank = BlankRecord.Of(planned, runId, environment, settings, time.GetUtcNow());
        long begun = time.GetTimestamp();
        if (planned.SkipReason is { } reason)
            return blank with { Status = CaseStatus.Skipped, Reason = reason };
        var spec = planned.Spec;
        progress(new(spec, CasePhase.Preparing, 0));
        try
        {
            using var kernel = (open ?? Open)(spec);
            blank = blank with { Engine = kernel.Engine, Kernel = kernel.Facts, Device = kernel.Device ?? blank.Device };
            return Measure(blank, begun, kernel, sampler, progress, cancellation);
        }
        catch (CaseRefusedException e)
        {
            return blank with { Status = CaseStatus.Skipped, Reason = e.Message.ReplaceLineEndings(" ") };
        }
        catch (WrongResultException e)
        {
            return blank with { Status = CaseStatus.Failed, Reason = e.Message, Grade = new([new(GradeReason.WrongKernel, e.Message)], []) };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return blank with { Status = CaseStatus.Failed, Reason = e.Message.ReplaceLineEndings(" ") };
        }
    }

    private OpenedKernel Open(CaseSpec spec) =>
        OpenedKernel.Open(spec, spec.Threads > 0 ? spec.Threads : AutoThreads.Choose(environment), RotateBytes(spec), environment.Inferbench);

    private RunRecord Measure(RunRecord blank, long begun, OpenedKernel kernel, MachineSampler? sampler, Action<CaseProgress> progress, CancellationToken cancellation)
    {
        using var workload = kernel.Start(InputSeed.Of(runId, blank.Case.Seed), time);
        var measurement = CaseRunner.Run(
            workload, settings, time, trial => progress(new(blank.Case, trial.Phase, trial.Trials)),
            MachineProbe.OfThisMachine(environment).Read, sampler: sampler, cancellation: cancellation);
        var summary = MeasurementSummary.Of(measurement, kernel.Facts, environment.BuildConfiguration == "Debug");
        var values = new Dictionary<string, double>(summary.Values)
        {
            [MetricId.KernelError] = workload.WorstError,
            [MetricId.KernelLaunches] = workload.Launches,
            [MetricId.KernelWorkingSet] = kernel.WorkingSet,
        };
        return blank with
        {
            Trials = summary.Trials,
            WarmUpTrials = summary.WarmUpTrials,
            TrialStarts = measurement.StartsSince(begun, time),
            Samples = summary.Samples,
            Statistics = summary.Statistics,
            Values = values,
            NotMeasured = summary.NotMeasured,
            Definitions = MetricCatalog.Versions(summary.Statistics.Keys.Concat(values.Keys)),
            Warnings = summary.Warnings,
            MachineUse = summary.MachineUse,
            Grade = kernel.LeastHertz is { } least ? GpuClockGrade.On(summary.Grade, measurement.Samples[MetricId.GpuClock], least) : summary.Grade,
        };
    }

    /// <summary>Bytes that a case's launches go round through; 0 where its operands are not rotated.</summary>
    internal long RotateBytes(CaseSpec spec) => spec.Cached == true || !OpenedKernel.Rotates(spec)
        ? 0
        : KernelRotation.Bytes(environment.Cpu, AvailableMemory.Read(new HostTree("/")));
}
