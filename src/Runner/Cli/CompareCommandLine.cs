using System.CommandLine;
using InferBench.Runner.Options;
using InferBench.Runner.Records;

namespace InferBench.Runner.Cli;

internal sealed class CompareCommandLine : LeafCommandLine
{
    private const double MostEffect = 50;

    private static readonly string Kinds = string.Join(",", Enum.GetNames<DifferenceKind>()).ToLowerInvariant();

    private readonly Argument<string> before = new("BASE") { Description = "Results file to compare with." };
    private readonly Argument<string> after = new("NEW") { Description = "Results file to compare." };
    private readonly Option<string?> metric, allow, minEffect;
    private readonly Option<bool> json, markdown;

    public CompareCommandLine(Option<bool> verbose)
        : base("compare", "Say of two results files whether NEW is the same, faster or slower, or that they cannot tell. Exit code: 0 no regression, 1 a regression, 3 cannot tell, 2 bad input.", verbose)
    {
        Command.Arguments.Add(before);
        Command.Arguments.Add(after);
        metric = Text("--metric", "ID,..", "Metrics to compare [default: prefill.tps, decode.tps and kernel.time].");
        allow = Text("--allow", "KIND,..", $"Differences that do not matter: {Kinds}.");
        minEffect = Text("--min-effect", "PERCENT", "The smallest change that matters [default: 3].");
        json = Flag("--json", "Print one JSON object instead of the table.");
        markdown = Flag("--markdown", "Print Markdown, for a comment on a pull request.");
    }

    public override CommandOptions Read(ParseResult result)
    {
        var read = new OptionReader();
        var options = new CompareOptions
        {
            Base = result.GetValue(before)!,
            New = result.GetValue(after)!,
            Metrics = result.GetValue(metric) is { } ids ? read.WordList("--metric", ids, "different metric ids with commas between") : null,
            Allowed = result.GetValue(allow) is { } kinds ? ReadKinds(read, kinds) : [],
            MinEffect = read.Real("--min-effect", result.GetValue(minEffect), MostEffect, 3, "percent") / 100,
            Json = result.GetValue(json),
            Markdown = result.GetValue(markdown),
            Verbose = result.GetValue(Verbose),
        };
        if (options is { Json: true, Markdown: true })
            read.Problem("--markdown", "found --json too, allowed is one of the two; leave one out");
        return read.Problems.Count == 0 ? options : throw new BadInputException(read.Problems);
    }

    private static DifferenceKind[] ReadKinds(OptionReader read, string text)
    {
        string[] names = Kinds.Split(',');
        string[] given = [.. read.WordList("--allow", text, $"different words of {Kinds}")];
        foreach (string unknown in given.Except(names))
            read.Problem("--allow", unknown, $"different words of {Kinds}");
        return [.. given.Select(g => Array.IndexOf(names, g)).Where(i => i >= 0).Select(i => (DifferenceKind)i)];
    }
}
