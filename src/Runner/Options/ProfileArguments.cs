using InferBench.Runner.Records;

namespace InferBench.Runner.Options;

/// <summary>The text behind each option of <c>profile</c>, by flag, as typed.</summary>
/// <param name="given">Options that <c>run</c> has too; empty for a flag that takes none.</param>
/// <param name="options">Session options, <c>KEY=VALUE,..</c> each.</param>
public sealed class ProfileArguments(IReadOnlyDictionary<string, string> given, IReadOnlyList<string>? options = null)
{
    private const string FewSteps = "32", FewSeconds = "20";

    /// <summary>Checks everything and freezes it.</summary>
    /// <param name="output">Where the outcome goes.</param>
    /// <param name="from">Results file whose profiles are shown; null for none.</param>
    /// <param name="diff">Two that are held against each other; null for none.</param>
    /// <param name="view">How profiles are shown.</param>
    /// <param name="trace">Folder of the timelines, or <c>off</c>; null for the results file's.</param>
    /// <param name="verbose">Print the stack trace of an error.</param>
    /// <exception cref="BadInputException">One line for every problem there is.</exception>
    public ProfileOptions Validate(OutputOptions output, string? from, (string Base, string New)? diff, ProfileView view, string? trace, bool verbose)
    {
        if (trace is "")
            throw new BadInputException("--trace: found nothing, allowed are a folder and off; name one");
        view = view with { Trace = trace != "off", TraceFolder = trace is "off" ? null : trace };
        if (view is { All: true } && diff is null)
            throw new BadInputException("--all: found no --diff beside it, of which it shows more; add that, or leave it out");
        if ((diff is not null ? "--diff" : from is not null ? "--from" : null) is { } shown)
        {
            string[] beside = [.. given.Keys, .. diff is not null && from is not null ? ["--from"] : Array.Empty<string>(), .. diff is not null && view.Flame ? ["--flame"] : Array.Empty<string>(), .. from is not null && output.Json ? ["--json"] : Array.Empty<string>()];
            return beside.Length > 0
                ? throw new BadInputException($"{shown}: found {beside[0]} beside it, allowed {(diff is not null ? "are --all and --json" : "is --flame")} alone, because nothing is run; leave one of them out")
                : new ProfileOptions { From = from, Diff = diff, Json = output.Json, View = view, Verbose = verbose };
        }

        var all = new Dictionary<string, string>(given);
        all.TryAdd("--gen", FewSteps);
        all.TryAdd("--max-time", FewSeconds);
        var run = new RunArguments(all, options).Validate(output, verbose) with { Profile = view, Anchor = false, Quality = false, Check = false };
        if (run.Generates.Any(n => n < 2))
            throw new BadInputException($"--gen: found {given["--gen"]}, allowed are lengths from 2 on, because the first token is the prompt's; give longer ones");
        return new ProfileOptions { Run = run, View = view, Verbose = verbose };
    }
}
