using InferBench.Runner.Compare;
using InferBench.Runner.Devices;
using InferBench.Runner.Options;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Sinks;
using InferBench.Runner.Telemetry;

namespace InferBench.Runner.Commands;

/// <summary>Measures two plans in turns and says with the exit code whether the newer is slower.</summary>
public static class ComparePlansCommand
{
    /// <exception cref="BadInputException">The plans cannot be compared.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what complete rounds say is shown.</exception>
    public static int Run(ComparePlansOptions options, CancellationToken cancellation)
    {
        var (asked, time) = (options.Comparison, TimeProvider.System);
        var metrics = ComparableMetric.Of(asked.Metrics ?? ComparableMetric.Default);
        ProgressView? shown = null;
        string id = Guid.NewGuid().ToString("N")[..8];
        using var before = new ComparedSide(options.Base, "base", id, time, Tell);
        using var after = new ComparedSide(options.New, "new", id, time, Tell);
        var allowed = Allowed(before, after, asked.Allowed);
        var match = PlanMatch.Of(Cases(before.Plan), before.PlanPath, Cases(after.Plan), after.PlanPath);
        MeasuredRounds? rounds = null;
        PlanComparison? comparison = null;
        try
        {
            ProgressView.During(Terminal.Error(), options.Quiet, isLive: true, time, view =>
            {
                shown = view;
                var environment = new EnvironmentProbe().Read();
                before.Prepare(environment, view, cancellation);
                after.Prepare(environment, view, cancellation);
                var groups = RoundGroup.Of(before.Plan, after.Plan, match, metrics);
                comparison = new([.. groups.SelectMany(g => g.Cases)], match, asked.MinEffect);
                rounds = new(before, after, groups, comparison, time);
                rounds.Look(NotChecked(options), view, cancellation);
                rounds.Run(new(options.Budget), view, cancellation);
            });
        }
        catch (OperationCanceledException)
        {
            if (comparison?.Complete > 0)
                Show();
            else if (rounds is not null)
                Tell($"no round is complete; what was measured is in {before.ResultsPath} and {after.ResultsPath}");
            throw;
        }

        return Show();

        int Show()
        {
            var report = comparison!.Report(
                Path.GetFileName(before.PlanPath), Path.GetFileName(after.PlanPath),
                new()
                {
                    Complete = comparison.Complete,
                    Seconds = rounds!.Elapsed.TotalSeconds,
                    BudgetSeconds = options.Budget.TotalSeconds,
                    Ended = rounds.Ended,
                    BaseResults = before.ResultsPath,
                    NewResults = after.ResultsPath,
                },
                allowed,
                [.. Notes(options, rounds.TookTurns)]);
            int code = ComparisonOutput.Write(report, asked);
            foreach (string notice in new[] { before.LogNotice, after.LogNotice }.OfType<string>().Where(_ => !options.Quiet))
                Tell(notice);
            return code;
        }

        void Tell(string line)
        {
            if (shown is not null)
                shown.Notice("inferbench: " + line);
            else
                Console.Error.WriteLine("inferbench: " + Printable.Of(line));
        }
    }

    private static NamedCase[] Cases(RunPlan plan) => [.. plan.Cases.Select(c => new NamedCase(c.CaseId, c.Spec))];

    /// <summary>Differences in how much is measured, which two plans are seldom meant to compare: they must be allowed by name.</summary>
    private static Difference[] Allowed(ComparedSide before, ComparedSide after, IReadOnlyList<DifferenceKind> allowed)
    {
        if (before.ResultsPath == after.ResultsPath)
            throw new BadInputException($"--against-out: found '{after.ResultsPath}', which --out is too, allowed is one file for each side; name another");
        var differences = RoundSize.Unlike(before.Plan.Measurement, after.Plan.Measurement).ToArray();
        return differences.Length == 0 || allowed.Contains(DifferenceKind.Settings)
            ? differences
            : throw new BadInputException([.. differences.Select(d => Likeness.Refusal(d, before.PlanPath, after.PlanPath))]);
    }

    // Once for both sides: a case of one that is not checked would be compared with one that is.
    private static string? NotChecked(ComparePlansOptions options) =>
        !options.Check ? "--no-check"
        : new[] { options.Base, options.New }.FirstOrDefault(p => !p.Plan.Check) is { } plan ? $"{plan.Path}: check is false"
        : null;

    private static IEnumerable<string> Notes(ComparePlansOptions options, bool tookTurns)
    {
        if (!tookTurns)
            yield return "processes of the two plans took turns, not their trials, for which this must be Linux and both models fit into memory at once: less drops out of what else the machine did";
        if (TelemetrySettings.IsAskedFor(Environment.GetEnvironmentVariable))
            yield return "OTEL_* variables ask for telemetry, and a comparison sends none: its rounds are parts of cases, which both plans may name alike; run sends what a plan gives";
        MeasurementSettings standard = new();
        if (new[] { options.Base, options.New }.Any(p =>
            (p.Plan.Measurement.MinTime, p.Plan.Measurement.MaxTime, p.Plan.Measurement.RelativeInterval) != (standard.MinTime, standard.MaxTime, standard.RelativeInterval)))
        {
            yield return "min_time, max_time and ci of the plans are not used: rounds go on until intervals are narrow enough or the budget ends";
        }

        RunOptions usual = new() { Models = [] };
        string[] unused =
        [
            .. from plan in new[] { options.Base.Plan, options.New.Plan }
               from field in new[]
               {
                   plan.Retries != usual.Retries ? "retries" : null,
                   plan.EvalIds is not null ? "eval_ids" : null,
                   plan.EvalText is not null ? "eval_text" : null,
                   plan.QualityAgainst is not null ? "quality_against" : null,
                   plan.PricePerHour is not null ? "price_per_hour" : null,
               }
               where field is not null
               select field,
        ];
        if (unused.Length > 0)
            yield return $"{string.Join(", ", unused.Distinct())} of the plans {(unused.Distinct().Count() == 1 ? "is" : "are")} not used: a comparison takes speeds alone";
    }
}
