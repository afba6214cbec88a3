using InferBench.Runner.Devices;
using InferBench.Runner.Devices.Sampling;
using InferBench.Runner.Plan;
using InferBench.Runner.Profile;
using InferBench.Runner.Records;
using InferBench.Runner.Workloads;

namespace InferBench.Runner.Worker;

/// <summary>Opens a group's model once and turns each of its cases into a record, whatever happens.</summary>
/// <param name="runId">Same for all records of the run.</param>
/// <param name="environment">The machine.</param>
/// <param name="settings">How cases are measured.</param>
/// <param name="time">The clock.</param>
/// <param name="turn">Waits before each trial of a model until it may run, because another worker measures in between; null where none does.</param>
/// <param name="measured">Takes a record before its outputs are checked, which may take the process down.</param>
public sealed class GroupRunner(
    string runId, EnvironmentInfo environment, MeasurementSettings settings, TimeProvider time, Action? turn = null, Action<RunRecord>? measured = null)
{
    /// <summary>Runs the cases in order.</summary>
    /// <param name="group">The cases and their model.</param>
    /// <param name="progress">Told between trials.</param>
    /// <param name="finished">Takes each record as soon as its case is over.</param>
    /// <param name="cancellation">Looked at between trials.</param>
    /// <exception cref="OperationCanceledException">Cancelled; the running case has no record.</exception>
    public void Run(
        CaseGroup group, Action<CaseProgress> progress, Action<RunRecord> finished, CancellationToken cancellation)
    {
        if (group.Shared.Kernel is not null)
        {
            new KernelGroup(runId, environment, settings, time).Run(group, progress, finished, cancellation);
            return;
        }

        using var model = new OpenedOnce(group.ModelPath, Threads(group.Shared), group.Shared.Options, time, group.Shared.Device, group.Shared.Engine);
        using var sampler = settings.SampleInterval is { } interval ? MachineSampler.OfThisMachine(environment, group.Shared.Device, interval, time) : null;
        foreach (var planned in group.Cases)
        {
            cancellation.ThrowIfCancellationRequested();
            var record = Run(planned, group, model, sampler, progress, cancellation);
            finished(record.Model is { } info ? record with { Model = info with { Hash = group.ModelHash ?? info.Hash } } : record);
        }
    }

    private RunRecord Run(
        PlannedCase planned, CaseGroup group, OpenedOnce opened, MachineSampler? sampler, Action<CaseProgress> progress, CancellationToken cancellation)
    {
        var blank = BlankRecord.Of(planned, runId, environment, settings, time.GetUtcNow());
        long begun = time.GetTimestamp();
        if (planned.SkipReason is { } reason)
            return blank with { Status = CaseStatus.Skipped, Reason = reason };
        try
        {
            if (!opened.IsOpen)
                progress(new(planned.Spec, CasePhase.Opening, 0));
            bool cold = opened.Open();
            progress(new(planned.Spec, CasePhase.Preparing, 0));
            cancellation.ThrowIfCancellationRequested();
            blank = blank with { Model = opened.Model.Info, Engine = opened.Model.Engine };
            opened.Model.RequireUnchanged(group.ModelStamp);
            var record = Measure(blank, begun, opened, cold, sampler, group.TracePrefix, progress, cancellation);
            if (group.NotChecked is null)
                measured?.Invoke(record);
            var correctness = Check(planned, group, opened, progress);
            var placement = Place(group, opened);
            record = record with { Correctness = correctness, Placement = placement, Grade = placement.On(correctness.On(record.Grade)) };
            opened.Model.RequireUnchanged(group.ModelStamp);
            return record;
        }
        catch (DeviceAbsentException e)
        {
            return blank with { Status = CaseStatus.Skipped, Reason = opened.WithoutFolder(e.Message), Absent = e.Device };
        }
        catch (CaseRefusedException e)
        {
            return blank with { Status = CaseStatus.Skipped, Reason = opened.WithoutFolder(e.Message) };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return blank with { Status = CaseStatus.Failed, Reason = opened.WithoutFolder(e.Message) };
        }
    }

    private RunRecord Measure(
        RunRecord blank, long begun, OpenedOnce opened, bool cold, MachineSampler? sampler, string? traces, Action<CaseProgress> progress, CancellationToken cancellation)
    {
        if (!cold)
            opened.Model.ReleaseUnused();
        opened.Memory.Start();
        var plain = opened.Model.Start(blank.Case, time, cold, out var firstToken);
        using var profiled = blank.Case.Profile == true ? Profiled(opened, blank.Case, plain) : null;
        using var workload = profiled?.Workload ?? plain;
        var measurement = CaseRunner.Run(
            workload, settings, time,
            trial => progress(new(blank.Case, trial.Phase, trial.Trials)),
            MachineProbe.OfThisMachine(environment, withSiblings: turn is not null).Read,
            turn,
            sampler,
            cancellation);
        var (profile, problem) = Facts(profiled, measurement, traces is null ? null : $"{traces}{blank.CaseId}.trace.json.gz", sampler);
        var summary = MeasurementSummary.Of(measurement, blank.Case, environment.BuildConfiguration == "Debug");
        var values = new Dictionary<string, double>(summary.Values);
        var notMeasured = new Dictionary<string, string>(summary.NotMeasured);
        opened.Model.AddLoad(cold ? firstToken : null, values, notMeasured);
        opened.Memory.AddPeak(values, notMeasured);
        opened.Model.AddMemory(values, notMeasured);
        return blank with
        {
            Status = problem is null ? blank.Status : CaseStatus.Failed,
            Reason = problem is null ? blank.Reason : opened.WithoutFolder(problem),
            Trials = summary.Trials,
            WarmUpTrials = summary.WarmUpTrials,
            TrialStarts = measurement.StartsSince(begun, time),
            Samples = summary.Samples,
            Statistics = summary.Statistics,
            Values = values,
            NotMeasured = notMeasured,
            Definitions = MetricCatalog.Versions(summary.Statistics.Keys.Concat(values.Keys)),
            TokenHash = summary.TokenHash,
            MachineUse = summary.MachineUse,
            Profile = profile,
            Warnings = [.. summary.Warnings, .. EngineWarnings.Of(opened.Model.Engine)],
            Grade = summary.Grade,
        };
    }

    // What was measured beside the profile stays, whatever is wrong with that.
    private (ProfileFacts? Profile, string? Problem) Facts(ProfiledCase? profiled, CaseMeasurement measurement, string? trace, MachineSampler? sampler)
    {
        try
        {
            return (profiled?.Facts(id => measurement.Samples[id], measurement.WarmUpTrials, trace, sampler is null ? [] : SampledCounters.Of(sampler.Ring, time)), null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return (null, "the profile cannot be read: " + e.Message);
        }
    }

    private ProfiledCase Profiled(OpenedOnce opened, CaseSpec spec, IGenerationWorkload plain)
    {
        try
        {
            return ProfiledCase.Open(opened.Model, spec, time, plain);
        }
        catch
        {
            plain.Dispose();
            throw;
        }
    }

    private Correctness Check(PlannedCase planned, CaseGroup group, OpenedOnce opened, Action<CaseProgress> progress)
    {
        if (group.NotChecked is not null)
            return new() { NotChecked = group.NotChecked };
        progress(new(planned.Spec, CasePhase.Check, 0));
        var found = opened.Model.Check(planned.Spec, time);
        return found.NotChecked is { } reason ? found with { NotChecked = opened.WithoutFolder(reason) } : found;
    }

    private static Placement Place(CaseGroup group, OpenedOnce opened)
    {
        if (group.NotChecked is not null)
            return new() { NotObserved = group.NotChecked };
        var found = opened.Model.Place();
        return found.NotObserved is { } reason ? found with { NotObserved = opened.WithoutFolder(reason) } : found;
    }

    private int Threads(CaseSpec spec) => spec.Threads > 0 ? spec.Threads : AutoThreads.Choose(environment);
}
