using System.CommandLine;
using InferBench.Runner.Options;

namespace InferBench.Runner.Cli;

internal sealed class ModelListCommandLine : LeafCommandLine
{
    private readonly Option<bool> json;

    public ModelListCommandLine(Option<bool> verbose)
        : base("list", "List the presets with what they cost.", verbose)
    {
        json = Flag("--json", "Print one JSON object instead of tables.");
    }

    public override CommandOptions Read(ParseResult result) => new ModelListOptions
    {
        Json = result.GetValue(json),
        Verbose = result.GetValue(Verbose),
    };
}
