using System.CommandLine;
using InferBench.Runner.Options;

namespace InferBench.Runner.Cli;

internal sealed class ModelListCommandLine(Option<bool> verbose)
    : LeafCommandLine("list", "List the presets.", verbose)
{
    public override CommandOptions Read(ParseResult result) =>
        new ModelListOptions { Verbose = result.GetValue(Verbose) };
}
