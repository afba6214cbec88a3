using System.CommandLine;
using InferBench.Runner.Options;

namespace InferBench.Runner.Cli;

internal sealed class DoctorCommandLine : LeafCommandLine
{
    private readonly Option<string?> cache;
    private readonly Option<bool> json;

    public DoctorCommandLine(Option<bool> verbose)
        : base("doctor", "Show what this machine has and what is missing, with the command that mends it.", verbose)
    {
        cache = CacheDirectory();
        json = Flag("--json", "Print one JSON object instead of text.");
    }

    public override CommandOptions Read(ParseResult result) => new DoctorOptions
    {
        CacheDirectory = result.GetValue(cache),
        Json = result.GetValue(json),
        Verbose = result.GetValue(Verbose),
    };
}
