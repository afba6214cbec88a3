using System.CommandLine;
using InferBench.Runner.Options;
using InferBench.Runner.Records;

namespace InferBench.Runner.Cli;

internal sealed class SynthCommandLine : LeafCommandLine
{
    private readonly Argument<string> preset = new("PRESET") { Description = "Geometry to make; 'model list' shows them." };
    private readonly Option<string?> precision, outDirectory, seed, logits, blockSize, cache;
    private readonly Option<bool> quiet;

    public SynthCommandLine(Option<bool> verbose)
        : base("synth", "Make a model with seeded random weights.", verbose)
    {
        Command.Arguments.Add(preset);
        precision = Text("--precision", "P", "Precision: fp32, int8, int4 (for the CPU) or fp16, int8-f16, int4-f16 (float16 in and out, for CUDA) [default: fp32].");
        outDirectory = Text("--out", "DIR", "Folder to make; new or empty [default: in the cache folder].");
        seed = Text("--seed", "N", "Seed of the weights [default: 0].");
        logits = Text("--logits", "last|all", "Positions the graph computes logits for [default: last].");
        blockSize = Text("--block-size", "N", "Weights that share one scale, for int8 and int4: 16, 32, 64, 128 or 256 [default: 32].");
        cache = CacheDirectory();
        quiet = Quiet();
    }

    public override CommandOptions Read(ParseResult result)
    {
        var read = new OptionReader();
        var options = new SynthOptions
        {
            Preset = result.GetValue(preset)!,
            Precision = result.GetValue(precision) ?? "fp32",
            Out = result.GetValue(outDirectory),
            Seed = read.Whole("--seed", result.GetValue(seed), 0, long.MaxValue, 0),
            Logits = result.GetValue(logits) ?? "last",
            BlockSize = read.OptionalWhole("--block-size", result.GetValue(blockSize), 16, 256),
            CacheDirectory = result.GetValue(cache),
            Quiet = result.GetValue(quiet),
            Verbose = result.GetValue(Verbose),
        };
        if (options.Logits is not ("last" or "all"))
            read.Problem("--logits", options.Logits, "last or all");
        return read.Problems.Count == 0 ? options : throw new BadInputException(read.Problems);
    }
}
