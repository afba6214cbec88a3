using System.CommandLine;
using InferBench.Runner.Options;

namespace InferBench.Runner.Cli;

internal sealed class CompareCommandLine : LeafCommandLine
{
    private readonly Argument<string?>[] files =
    [
        new("BASE") { Description = "Results file to compare with.", Arity = ArgumentArity.ZeroOrOne },
        new("NEW") { Description = "Results file to compare.", Arity = ArgumentArity.ZeroOrOne },
    ];

    private readonly Option<string?>[] texts;
    private readonly Option<bool>[] flags;

    public CompareCommandLine(Option<bool> verbose)
        : base(
            "compare",
            "Say whether NEW is the same as BASE, faster or slower, or that it cannot be told: of two results files, or of two plans that are measured in turns. Sends no telemetry. "
            + "Exit code: 0 no regression, 1 a regression, 3 cannot tell, 2 bad input.",
            verbose)
    {
        foreach (var file in files)
            Command.Arguments.Add(file);
        texts =
        [
            Text("--plan", "FILE", "Plan file to compare with, instead of BASE: its cases are measured in turns with those of --against."),
            Text("--against", "FILE", "Plan file to compare, instead of NEW."),
            Text("--budget", "TIME", "Most time to measure two plans, such as 90s or 3m; less where every interval is narrow enough before [default: 3m]."),
            Text("--ort-library", "FILE", "ONNX Runtime's library for the workers of --plan [default: as for run]."),
            Text("--against-ort-library", "FILE", "ONNX Runtime's library for the workers of --against [default: as for run]."),
            Text("--out", "FILE", "Results file to append what --plan gives to [default: a new file below results/]."),
            Text("--against-out", "FILE", "Results file to append what --against gives to [default: a new file below results/]."),
            CacheDirectory(),
            Text("--metric", "ID,..", "Metrics to compare [default: prefill.tps, decode.tps and kernel.time]."),
            Text("--allow", "KIND,..", $"Differences that do not matter: {CompareArguments.Kinds}. What two plans ask for is allowed, but for other trials."),
            Text("--min-effect", "PERCENT", "The smallest change that matters [default: 3]."),
        ];
        flags =
        [
            Flag("--no-check", "Do not hold the plans' models' logits against the same weights in float32, once for each side."),
            Flag("--json", "Print one JSON object instead of the table."),
            Flag("--markdown", "Print Markdown, for a comment on a pull request."),
            Quiet(),
        ];
    }

    public override CommandOptions Read(ParseResult result)
    {
        var given = texts.Where(option => result.GetResult(option) is not null).ToDictionary(option => option.Name, option => result.GetValue(option) ?? "");
        foreach (var file in files.Where(file => result.GetValue(file) is not null))
            given.Add(file.Name, result.GetValue(file)!);
        foreach (var flag in flags.Where(result.GetValue))
            given.Add(flag.Name, "");
        return new CompareArguments(given).Validate(result.GetValue(Verbose));
    }
}
