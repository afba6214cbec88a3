using InferBench.Runner.Devices;
using InferBench.Runner.Harness;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models;
using InferBench.Runner.Options;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Sinks;

namespace InferBench.Runner.Commands;

/// <summary>Measures every combination of the options' lists and shows what came of it.</summary>
public static class RunCommand
{
    /// <exception cref="BadInputException">Nothing can be measured; nothing was.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; complete cases are shown and in the results file.</exception>
    public static int Run(RunOptions options, CancellationToken cancellation)
    {
        // Everything that can be refused is refused before anything is made.
        var cache = new ModelCache(options.CacheDirectory);
        var requested = RequestedPlan.Of(options, cache, cancellation: cancellation);
        var against = BetterModels.Given(options, requested);
        var runtime = OrtLibrary.Load();
        var absent = AbsentTargets.Of(options, runtime);
        requested = AbsentTargets.Skip(requested, absent, options);
        var genai = GenAiEngine.Require(requested, runtime);
        using var run = new RecordedRun(options.Output, TimeProvider.System);
        run.Keep(requested.Printed);
        run.During(
            view =>
            {
                var plan = requested.Prepare(cache, view, cancellation);
                var better = new BetterModels(plan, requested.Inspect, against is null ? null : HashedPlan.Of(against, options.QualityAgainst!, cache.Folder, view.Milestone, cancellation));
                var anchor = options.Anchor ? Anchor.Choose(plan, WeightBytes) : null;
                var environment = new EnvironmentProbe().Read();
                plan = run.Remaining(plan, environment, runtime.Version, view, genai?.Version);
                if (anchor is not null)
                    plan = AnchorPlacement.Place(plan, anchor);
                plan = plan with { Groups = [.. plan.Groups.Select(g => g with { NotChecked = options.Check ? null : options.Profile is null ? "--no-check" : "profile does not check outputs; run does" })] };
                if (options.Profile is { Trace: true } timelines)
                    plan = plan with { Groups = [.. plan.Groups.Select(g => g with { TracePrefix = run.TracePrefix(timelines.TraceFolder) })] };
                var groups = run.Groups(options.InProcess, options.Retries, plan.Measurement, environment);
                var limits = new MeasuredLimits(options, requested, plan, run, environment, view, cancellation);
                limits.Measure(inMemory: true);
                var assessed = new AssessedModels(options.Quality, requested.Ids.GetValueOrDefault, better, run.Assessments(options.InProcess, plan.Measurement));
                var fitting = options.MemoryCheck ? new CheckedGroups(groups, requested.Inspect).Run : groups;
                run.Run(plan, assessed.Around(fitting.Completed(limits.Standing.Complete).Completed(requested.Siblings.Mark)), view, cancellation);
                limits.Measure(inMemory: false);
            },
            records => Show([.. records.Select(r => TokenCost.Add(r, options.PricePerHour))]),
            cancellation);
        string[] missing = [.. absent.Select(a => a.Absent).Concat(run.Absent).Distinct()];
        if (!options.RequireDevice || missing.Length == 0)
            return run.ExitCode;
        Console.Error.WriteLine($"inferbench: --require-device: {string.Join(", ", missing)} is not here; leave it out of the lists, or the flag");
        return ExitCode.SomeFailed;

        void Show(IReadOnlyList<RunRecord> records)
        {
            if (options.Profile is { } view)
                ProfileCommand.Show(records, view);
            else if (options.Terms is null)
                ResultTable.Write(Terminal.Output(), records);
            else
                LlamaBenchTerms.Show([.. records.Where(r => r.Case.Kernel is null)]);
        }

        // Where nothing is known of a model it is no anchor, and the others are measured.
        long WeightBytes(string model) => requested.Inspect(model)?.WeightBytes ?? long.MaxValue;
    }
}
