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
    private const int RecordsBetweenCollections = 250;

    /// <exception cref="BadInputException">Nothing can be measured; nothing was.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; complete cases are shown and in the results file.</exception>
    public static int Run(RunOptions options, CancellationToken cancellation)
    {
        // Everything that can be refused is refused before anything is made.
        var time = TimeProvider.System;
        var cache = new ModelCache(options.CacheDirectory);
        var requested = RequestedPlan.Of(options, cache);
        var (models, plan) = requested;
        var runtime = OrtLibrary.Load();
        string runId = Guid.NewGuid().ToString("N")[..8];
        ProgressView? shown = null;
        var file = ResultsFile.OpenForAppend(options.Output.Out ?? ResultsFile.NewPath(time.GetUtcNow(), runId), line => shown?.Notice("inferbench: " + line));
        using var log = new WorkerLog((FilePath.IsDevice(file.Path) ? ResultsFile.NewPath(time.GetUtcNow(), runId) : file.Path) + ".log");

        var records = new List<RunRecord>();
        try
        {
            ProgressView.During(Terminal.Error(), options.Output.Quiet, isLive: !options.Output.Json, time, view =>
            {
                shown = view;
                foreach (var model in models.Where(m => m.Reference.Recipe is not null))
                    cache.Open(model.Reference, new SynthesisView(view, model.Name), view.Milestone, cancellation);
                plan = HashedPlan.Of(plan, cache.Folder, view.Milestone, cancellation);
                var anchor = options.Anchor ? Anchor.Choose(plan, model => WeightBytes(requested.ByName[model])) : null;
                var environment = new EnvironmentProbe().Read();
                if (options.Output.Resume is { } mode && File.Exists(file.Path))
                {
                    int all = plan.Cases.Count();
                    plan = Resumption.Remaining(plan, ResultsReader.Records(file.Path, view.Milestone), environment, runtime.Version, mode, file.Path);
                    view.Milestone(FormattableString.Invariant($"{file.Path} answers {all - plan.Cases.Count()} of {all} cases"));
                }

                if (anchor is not null)
                    plan = AnchorPlacement.Place(plan, anchor);
                int total = plan.Cases.Count();
                PlanRun.Run(
                    plan, Groups(options, plan.Measurement, runId, environment, log), file,
                    progress => view.Running(progress, records.Count, total),
                    record =>
                    {
                        // The table needs no samples, and a run may have thousands of cases.
                        records.Add(record with { Samples = new Dictionary<string, SampleSeries>() });
                        if (options.Output.Json)
                            Console.Out.WriteLine(JsonSerializer.Serialize(record, RecordJson.Line.RunRecord));
                        view.Finished(record, records.Count, total);
                        // Nothing is timed now, and thousands of cases would leave tens of megabytes behind.
                        if (records.Count % RecordsBetweenCollections == 0)
                            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
                    },
                    cancellation);
            });
        }
        finally
        {
            if (records.Count > 0 && !options.Output.Json)
                Show(records, file.Path);
            if (log.Notice is { } notice && !options.Output.Quiet)
                Console.Error.WriteLine("inferbench: " + Printable.Of(notice));
        }

        return records.Any(r => r.Status == CaseStatus.Failed) ? ExitCode.SomeFailed : ExitCode.Ok;
    }

    private static GroupRun Groups(
        RunOptions options, MeasurementSettings settings, string runId, EnvironmentInfo environment, WorkerLog log)
    {
        var time = TimeProvider.System;
        GroupRun run = options.InProcess
            ? new GroupRunner(runId, environment, settings, time).Run
            : new WorkerGroups(
                runId, environment, settings, options.Retries, WorkerLaunch.ThisProgram(WorkerCommand.Name), WorkerLimits.For(settings), log, time).Run;
        return options.MemoryCheck ? new CheckedGroups(run).Run : run;
    }

    // What is wrong with a model is told where it is opened: it is no anchor, and the others are measured.
    private static long WeightBytes(RunModel model)
    {
        try
        {
            return model.Inspect().WeightBytes;
        }
        catch (BadInputException)
        {
            return long.MaxValue;
        }
    }

    private static void Show(IReadOnlyList<RunRecord> records, string path)
    {
        ResultTable.Write(Terminal.Output(), records);
        Console.Out.WriteLine($"Results: {path}");
    }
}
