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
    /// <param name="from">Results file whose profiles are shown; null to run.</param>
    /// <param name="trace">Folder of the timelines, or <c>off</c>; null for the results file's.</param>
    /// <param name="flame">Show a tree of bars.</param>
    /// <param name="verbose">Print the stack trace of an error.</param>
    /// <exception cref="BadInputException">One line for every problem there is.</exception>
    public ProfileOptions Validate(OutputOptions output, string? from, string? trace, bool flame, bool verbose)
    {
        var view = new ProfileView { Flame = flame, Trace = trace != "off", TraceFolder = trace is "off" ? null : trace };
        if (trace is "")
            throw new BadInputException("--trace: found nothing, allowed are a folder and off; name one");
        if (from is not null)
        {
            return given.Keys.FirstOrDefault() is { } flag
                ? throw new BadInputException($"--from: found {flag} beside it, allowed is --flame alone, because nothing is run; leave one of them out")
                : new ProfileOptions { From = from, View = view, Verbose = verbose };
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
