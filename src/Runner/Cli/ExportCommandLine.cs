using System.CommandLine;
using InferBench.Runner.Options;
using InferBench.Runner.Records;

namespace InferBench.Runner.Cli;

internal sealed class ExportCommandLine : LeafCommandLine
{
    private readonly Argument<string> file = new("FILE") { Description = "Results file of 'inferbench run'." };
    private readonly Option<string?> format, outFile, price;

    public ExportCommandLine(Option<bool> verbose)
        : base("export", "Restate a results file in another format.", verbose)
    {
        Command.Arguments.Add(file);
        format = Text("--format", "FORMAT", "csv, md, json, or llama-bench-json: llama-bench's field names, for scripts that read them.");
        outFile = Text("--out", "FILE", "File to make or replace, whole or not at all [default: standard output].");
        price = PricePerHour();
    }

    public override CommandOptions Read(ParseResult result)
    {
        string? chosen = result.GetValue(format);
        if (chosen is null || !ExportOptions.Formats.Contains(chosen))
            throw new BadInputException($"--format: found '{chosen ?? "nothing"}', allowed is {string.Join(", ", ExportOptions.Formats.SkipLast(1))} or {ExportOptions.Formats[^1]}");
        return new ExportOptions
        {
            File = result.GetValue(file)!,
            Format = chosen,
            Out = result.GetValue(outFile),
            PricePerHour = PriceOption.Read(result.GetValue(price)),
            Verbose = result.GetValue(Verbose),
        };
    }
}
