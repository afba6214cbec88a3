using System.CommandLine;
using InferBench.Runner.Options;

namespace InferBench.Runner.Cli;

internal sealed class DoctorCommandLine : LeafCommandLine
{
    private readonly Option<string?> cache;

    public DoctorCommandLine(Option<bool> verbose)
        : base("doctor", "Show what this machine has and what is missing, with the command that mends it.", verbose)
    {
        cache = CacheDirectory();
    }

    public override CommandOptions Read(ParseResult result) => new DoctorOptions
    {
        CacheDirectory = result.GetValue(cache),
        Verbose = result.GetValue(Verbose),
    };
}
