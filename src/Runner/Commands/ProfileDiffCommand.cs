using System.Text.Json;
using InferBench.Runner.Compare;
using InferBench.Runner.Profile.Diff;
using InferBench.Runner.Records;
using InferBench.Runner.Sinks;

namespace InferBench.Runner.Commands;

/// <summary>Says which operators, gaps and kernels account for the difference between the profiles in two results files.</summary>
public static class ProfileDiffCommand
{
    /// <param name="basePath">The file compared with.</param>
    /// <param name="newPath">The file that is compared.</param>
    /// <param name="json">One JSON object instead of tables.</param>
    /// <param name="all">Every part with its nodes.</param>
    /// <param name="cancellation">Stops between records.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="BadInputException">A file cannot be read or holds no profiles, or they share no case.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static int Run(string basePath, string newPath, bool json, bool all, CancellationToken cancellation)
    {
        var report = Report(basePath, newPath, cancellation);
        if (json)
            Console.Out.WriteLine(JsonSerializer.Serialize(report, ReportJson.Indented.ProfileDiffReport));
        else
            ProfileDiffText.Write(Terminal.Output(), report, all);
        return ExitCode.Ok;
    }

    /// <summary>What <see cref="Run"/> shows.</summary>
    internal static ProfileDiffReport Report(string basePath, string newPath, CancellationToken cancellation)
    {
        var (before, after) = (ProfilePairs.Read(basePath, cancellation), ProfilePairs.Read(newPath, cancellation));
        var (pairs, others) = ProfilePairs.Of(before, after);
        try
        {
            return new()
            {
                Schema = ProfileDiffReport.CurrentSchema,
                Base = Path.GetFileName(basePath),
                New = Path.GetFileName(newPath),
                Cases = [.. pairs.Select(p => ProfileDiff.Of(p.Base, p.New) with { Differences = [.. Likeness.Of(p.Base, p.New, [])] })],
                NotCompared = others,
            };
        }
        catch (BadInputException e)
        {
            throw new BadInputException($"{basePath} or {newPath}: {e.Message}", e);
        }
    }
}
