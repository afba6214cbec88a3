using System.CommandLine;
using InferBench.Runner.Options;

namespace InferBench.Runner.Cli;

internal sealed class QuickstartCommandLine : LeafCommandLine
{
    private readonly Option<string?> cache;
    private readonly OutputArguments output;

    public QuickstartCommandLine(Option<bool> verbose)
        : base("quickstart", "Make a 15M-parameter Llama and measure it in fp32 and int4, in under a minute.", verbose)
    {
        output = Output();
        cache = CacheDirectory();
    }

    public override CommandOptions Read(ParseResult result) => new QuickstartOptions
    {
        Output = output.Read(result),
        CacheDirectory = result.GetValue(cache),
        Verbose = result.GetValue(Verbose),
    };
}
