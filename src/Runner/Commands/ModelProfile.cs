using InferBench.Runner.Options;
using InferBench.Runner.Records;
using InferBench.Runner.Store;

namespace InferBench.Runner.Commands;

/// <summary>The profile of a model in a results file.</summary>
internal static class ModelProfile
{
    private const string Flag = "--profile";
    private const int MostNamed = 5;

    /// <summary>The newest profile of the one case that fits.</summary>
    /// <param name="path">The results file.</param>
    /// <param name="model">The model that it has to be of.</param>
    /// <param name="options">Prompt and depth, where they were given.</param>
    /// <param name="cancellation">Stops between records.</param>
    /// <exception cref="BadInputException">It cannot be read, has no profile, none of the model, or those of several cases.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static RunRecord Read(string path, ModelInfo model, ForModelOptions options, CancellationToken cancellation)
    {
        var problems = new List<string>();
        List<RunRecord> profiles = [];
        foreach (var record in ResultsReader.Records(path, problems.Add))
        {
            cancellation.ThrowIfCancellationRequested();
            if (record is { Profile.Phases.Count: > 0, Model: not null })
                profiles.Add(record);
        }

        if (problems.Count > 0)
            throw new BadInputException([.. problems.Take(MostNamed).Select(p => $"{Flag}: {p}")]);
        if (profiles.Count == 0)
            throw new BadInputException($"{Flag}: {path}: found no profile, allowed is a results file with one; make it with 'inferbench profile'");
        if (profiles.Where(r => IsOf(model, r.Model!)).ToArray() is not { Length: > 0 } own)
            throw new BadInputException($"{Flag}: {path}: found profiles of {Named(profiles.Select(r => r.Case.Model))}, allowed is one of the model {model.Name} in {model.Precision ?? "its precision"}; profile it with 'inferbench profile'");
        RunRecord[] fitting = [.. own.Where(r => (options.Prompt ?? r.Case.Prompt) == r.Case.Prompt && (options.Depth ?? r.Case.Depth) == r.Case.Depth)];
        var cases = fitting.DistinctBy(r => r.Case).ToArray();
        return cases.Length == 1 ? fitting.MaxBy(r => r.Started)!
            : throw new BadInputException(
                $"{Flag}: {path}: found {(cases.Length == 0 ? "no profile of the model with that prompt and depth" : "profiles of several cases")} ({Named((cases.Length == 0 ? own : cases).Select(Title))}), allowed is one case; choose it with --prompt and --depth, or name a file with that case alone");
    }

    // A folder may have been renamed, and a sibling of the precision runs other weights' types.
    private static bool IsOf(ModelInfo model, ModelInfo other) => model.Precision == other.Precision && model.Geometry.Mismatch(other.Geometry) is null;

    private static string Title(RunRecord r) =>
        FormattableString.Invariant($"{r.Case.Device}, batch {r.Case.Batch}, prompt {r.Case.Prompt}, depth {r.Case.Depth}, threads {r.Engine?.Threads ?? r.Case.Threads}");

    private static string Named(IEnumerable<string> names)
    {
        string[] all = [.. names.Distinct()];
        return string.Join("; ", all.Take(MostNamed).Select(n => OneLine.Of(n, 80))) + (all.Length > MostNamed ? FormattableString.Invariant($" and {all.Length - MostNamed} more") : "");
    }
}
