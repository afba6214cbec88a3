using InferBench.Runner.Devices;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Workloads;

namespace InferBench.Runner.Worker;

/// <summary>Opens a group's model once and turns each of its cases into a record, whatever happens.</summary>
public sealed class GroupRunner(
    string runId, EnvironmentInfo environment, MeasurementSettings settings, TimeProvider time)
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
        var runnable = group.Cases.Where(c => c.SkipReason is null).ToArray();
        foreach (var skipped in group.Cases.Except(runnable))
            finished(Blank(skipped, CaseStatus.Skipped) with { Reason = skipped.SkipReason });
        if (runnable.Length == 0)
            return;

        LoadedModel model;
        var memory = new CaseMemory();
        try
        {
            model = LoadedModel.Open(group.ModelPath, Threads(group.Shared), time);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            foreach (var failed in runnable)
                finished(Blank(failed, CaseStatus.Failed) with { Reason = OneLine(e) });
            return;
        }

        memory.Loaded();
        using (model)
        {
            foreach (var planned in runnable)
                finished(Run(planned, model, cold: planned == runnable[0], memory, progress, cancellation));
        }
    }

    private RunRecord Run(
        PlannedCase planned, LoadedModel model, bool cold, CaseMemory memory,
        Action<CaseProgress> progress, CancellationToken cancellation)
    {
        var blank = Blank(planned, CaseStatus.Ok) with { Model = model.Info, Engine = model.Engine };
        try
        {
            memory.Start();
            using var workload = model.Generate(planned.Spec, time);
            var firstToken = cold ? workload.RunFirstToken() : (TimeSpan?)null;
            var measurement = CaseRunner.Run(
                workload, settings, time,
                trial => progress(new(planned.Spec, trial.Phase == CasePhase.WarmUp ? "warming up" : "measuring", trial.Trials)),
                cancellation);
            var summary = MeasurementSummary.Of(measurement, planned.Spec, environment.BuildConfiguration == "Debug");
            var values = new Dictionary<string, double>(summary.Values);
            var notMeasured = new Dictionary<string, string>(summary.NotMeasured);
            model.AddLoad(firstToken, values, notMeasured);
            memory.AddPeak(values, notMeasured);
            return blank with
            {
                Trials = summary.Trials,
                WarmUpTrials = summary.WarmUpTrials,
                Samples = summary.Samples,
                Statistics = summary.Statistics,
                Values = values,
                NotMeasured = notMeasured,
                TokenHash = summary.TokenHash,
                Warnings = summary.Warnings,
            };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return blank with { Status = CaseStatus.Failed, Reason = OneLine(e) };
        }
    }

    private RunRecord Blank(PlannedCase planned, CaseStatus status) => new()
    {
        RunId = runId,
        CaseId = planned.CaseId,
        Status = status,
        Case = planned.Spec,
        Settings = settings,
        Device = new() { Id = planned.Spec.Device, Name = environment.Cpu.Model },
        Environment = environment,
        OrderIndex = planned.OrderIndex,
        Started = time.GetUtcNow(),
    };

    private int Threads(CaseSpec spec) => spec.Threads > 0 ? spec.Threads : AutoThreads.Choose(environment);

    private static string OneLine(Exception e) => e.Message.ReplaceLineEndings(" ");
}
