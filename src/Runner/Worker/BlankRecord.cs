using InferBench.Runner.Plan;
using InferBench.Runner.Records;

namespace InferBench.Runner.Worker;

/// <summary>The record of a case of which nothing is known but what was asked for, and where.</summary>
public static class BlankRecord
{
    public static RunRecord Of(
        PlannedCase planned, string runId, EnvironmentInfo environment, MeasurementSettings settings, DateTimeOffset started) =>
        new()
        {
            Schema = RunRecord.CurrentSchema,
            RunId = runId,
            CaseId = planned.CaseId,
            Status = CaseStatus.Ok,
            Absent = planned.Absent,
            Case = planned.Spec,
            Settings = settings,
            Device = new() { Id = planned.Spec.Device, Name = planned.Spec.Device == "cpu" ? environment.Cpu.Model : "not looked at" },
            Environment = environment,
            Samples = new Dictionary<string, SampleSeries>(),
            Statistics = new Dictionary<string, Distribution>(),
            Values = new Dictionary<string, double>(),
            NotMeasured = new Dictionary<string, string>(),
            Definitions = new Dictionary<string, int>(),
            Warnings = [],
            OrderIndex = planned.OrderIndex,
            Anchor = planned.Anchor,
            Started = started,
        };
}
