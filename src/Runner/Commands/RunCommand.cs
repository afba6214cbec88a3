using System.Text.Json;
using InferBench.Runner.Devices;
using InferBench.Runner.Harness;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models;
using InferBench.Runner.Options;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Sinks;
using InferBench.Runner.Store;
using InferBench.Runner.Worker;

namespace InferBench.Runner.Commands;

/// <summary>Measures every combination of the options' lists and shows what came of it.</summary>
public static class RunCommand
{
    /// <exception cref="BadInputException">Nothing can be measured; nothing was.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; complete cases are in the results file.</exception>
    public static int Run(RunOptions options, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        CaseExpansion.CheckCount(options);
        var references = options.Models.Select(m => (Name: m, Reference: ModelReference.Parse(m))).ToArray();
        // Proved before anything is made: no model can run without it.
        _ = OrtLibrary.Load();
        string runId = Guid.NewGuid().ToString("N")[..8];
        using var file = ResultsFile.OpenForAppend(options.Output.Out ?? ResultsFile.NewPath(time.GetUtcNow(), runId));

        var records = ProgressView.During(Terminal.Error(), options.Output.Quiet, time, view =>
        {
            var models = references.Select(m => Open(options, m.Name, m.Reference, view, cancellation)).ToArray();
            var plan = CaseExpansion.Expand(options, models);
            var worker = new GroupRunner(runId, new EnvironmentProbe().Read(), plan.Measurement, time);
            int done = 0, total = plan.Cases.Count();
            return PlanRun.Run(
                plan, worker, file,
                progress => view.Running(progress, done, total),
                record => view.Finished(record, ++done, total),
                cancellation);
        });

        Show(options.Output, records, file.Path);
        return records.Any(r => r.Status == CaseStatus.Failed) ? ExitCode.SomeFailed : ExitCode.Ok;
    }

    private static PlannedModel Open(
        RunOptions options, string name, ModelReference reference, ProgressView view, CancellationToken cancellation)
    {
        var model = new ModelCache(options.CacheDirectory).Open(
            reference, new SynthesisView(view, name), view.Milestone, cancellation);
        return new(name, model.GraphPath, model.Geometry.Positions);
    }

    private static void Show(OutputOptions output, IReadOnlyList<RunRecord> records, string path)
    {
        if (output.Json)
        {
            foreach (var record in records)
                Console.Out.WriteLine(JsonSerializer.Serialize(record, RecordJson.Line.RunRecord));
            return;
        }

        ResultTable.Write(Terminal.Output(), records);
        Console.Out.WriteLine($"Results: {path}");
    }
}
