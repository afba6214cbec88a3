using System.Text.Json;
using InferBench.Runner.Compare;
using InferBench.Runner.Options;
using InferBench.Runner.Records;
using InferBench.Runner.Sinks;

namespace InferBench.Runner.Commands;

/// <summary>Compares two results files and says with the exit code whether the newer is slower.</summary>
public static class CompareCommand
{
    /// <exception cref="BadInputException">The files cannot be compared.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static int Run(CompareOptions options, CancellationToken cancellation)
    {
        var comparison = new FileComparison(options.Metrics ?? FileComparison.DefaultMetrics, options.Allowed, options.MinEffect);
        var report = comparison.Run(options.Base, options.New, cancellation);
        if (options.Json)
            Console.Out.WriteLine(JsonSerializer.Serialize(report, ReportJson.Indented.ComparisonReport));
        else if (options.Markdown)
            ComparisonMarkdown.Write(Console.Out, report);
        else
            ComparisonTable.Write(Terminal.Output(), report);
        return report.Outcome switch
        {
            ComparisonOutcome.NoRegression => ExitCode.Ok,
            ComparisonOutcome.Regression => ExitCode.Regression,
            _ => ExitCode.CannotTell,
        };
    }
}
