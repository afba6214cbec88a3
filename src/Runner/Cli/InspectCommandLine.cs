using System.CommandLine;
using InferBench.Runner.Options;
using InferBench.Runner.Records;

namespace InferBench.Runner.Cli;

internal sealed class InspectCommandLine : LeafCommandLine
{
    private const int MostDepth = 1 << 24;

    private readonly Argument<string> model = new("MODEL") { Description = "A model folder, an .onnx file or synth:PRESET[:PRECISION]." };
    private readonly Option<string?> file, precision, depth, memory, cache;
    private readonly Option<bool> json, verify;

    public InspectCommandLine(Option<bool> verbose)
        : base("inspect", "Show what a model stores and what running it costs, without running it.", verbose)
    {
        Command.Arguments.Add(model);
        file = Text("--file", "F", "Graph file inside the folder, where it has several.");
        precision = Text("--precision", "P", "Precision of the graph file, where the folder has several.");
        depth = Text("--depth", "N,..", "Tokens in the cache of the decode steps to work out [default: 0].");
        memory = Text("--memory", "SIZE,..", "Memories to fill, such as 8,24,80GiB: the largest batch and context that fit.");
        verify = Flag("--verify", "Read every file again and compare it with what is known of it.");
        json = Flag("--json", "Print one JSON object instead of tables.");
        cache = CacheDirectory();
    }

    public override CommandOptions Read(ParseResult result)
    {
        var read = new OptionReader();
        var options = new InspectOptions
        {
            Model = result.GetValue(model)!,
            File = result.GetValue(file),
            Precision = result.GetValue(precision),
            Depths = read.WholeList("--depth", result.GetValue(depth), 0, MostDepth, [0]),
            Memory = MemorySize.ReadList(read, "--memory", result.GetValue(memory)),
            Verify = result.GetValue(verify),
            Json = result.GetValue(json),
            CacheDirectory = result.GetValue(cache),
            Verbose = result.GetValue(Verbose),
        };
        if (options.Model.Length == 0)
            read.Problem("MODEL", "", "a model folder, an .onnx file or synth:PRESET[:PRECISION]");
        return read.Problems.Count == 0 ? options : throw new BadInputException(read.Problems);
    }
}
