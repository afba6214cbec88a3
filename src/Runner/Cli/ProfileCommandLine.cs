using System.CommandLine;
using InferBench.Runner.Options;

namespace InferBench.Runner.Cli;

internal sealed class ProfileCommandLine : LeafCommandLine
{
    private readonly Option<string?>[] runs;
    private readonly Option<string?> from, trace;
    private readonly Option<string[]> options;
    private readonly Option<bool>[] flags;
    private readonly Option<bool> flame, all;
    private readonly Option<string[]> diff;
    private readonly OutputArguments output;

    public ProfileCommandLine(Option<bool> verbose)
        : base("profile", "Show where the time of prefill and decode goes: by operator, by kernel and beside them, and what to change.", verbose)
    {
        runs =
        [
            Text("--model", "M,..", "Models: synth:PRESET:PRECISION, made on the spot, a folder, or an .onnx file (no commas in paths)."),
            Text("--file", "F", "Graph file inside the folder of --model, where it has several."),
            Text("--precision", "P,..", "Precisions of models that name none: synth:PRESET, or a folder with a graph for each."),
            Text("--device", "D,..", "Where they run: cpu, cuda:N, webgpu:N or another provider of ONNX Runtime's library by its name, NAME:0 [default: cpu]."),
            Text("--batch", "N,..", "Sequences side by side [default: 1]."),
            Text("--depth", "N,..", "Tokens in the KV cache before the prompt, put there untimed [default: 0]."),
            Text("--prompt", "N,..", "Prompt lengths in tokens; 0 decodes from one seed token [default: 128]."),
            Text("--gen", "N,..", "Generated lengths in tokens, 2 or more [default: 32]."),
            Text("--threads", "N,..", "Thread counts [default: one per physical core, or per logical one where there is a single core; never above a cgroup's limit]."),
            Text("--trials", "N", "Exactly N timed trials of each pass [default: until --ci is met]."),
            Text("--warmup", "N", "Most warm-up trials of each pass; 0 for none [default: 10]."),
            Text("--min-time", "S", "Least seconds measured without a profiler [default: 1]."),
            Text("--max-time", "S", "Most seconds that all passes of a case take together, looked at between trials [default: 20]."),
            Text("--ci", "PERCENT", "Done when the median's 95 % interval without a profiler is within this, plus or minus [default: 2]."),
            Text("--seed", "N", "Seed of the prompts and of the order of cases [default: 1]."),
            CacheDirectory(),
        ];
        options = Texts("--option", "KEY=V,..", "Session option of the runtime, or one of a device's provider by its own name, such as cuda.enable_cuda_graph=1; repeat it for more keys.");
        from = Text("--from", "FILE", "Show the profiles that a results file has, and run nothing.");
        diff = Texts("--diff", "A B", "Say which operators, gaps and kernels account for the difference between the profiles in two results files, and run nothing.");
        diff.Arity = new ArgumentArity(2, 2);
        diff.AllowMultipleArgumentsPerToken = true;
        all = Flag("--all", "With --diff: every part with its nodes, not the largest alone.");
        flame = Flag("--flame", "Show a tree of bars down to single nodes in place of tables.");
        trace = Text("--trace", "FOLDER|off", "Folder of the timelines, a file for each case, which open in the Perfetto UI; off for none [default: the results file's].");
        flags =
        [
            Flag("--require-device", "Exit with 1 where a device of the list is not here; without it such cases say why and fail nothing."),
            Flag("--in-process", "Measure in this process instead of a worker for each model: for debugging."),
            Flag("--no-ceilings", "Do not measure this machine's read bandwidth and peaks before and after; nothing is then held against them."),
            Flag("--no-memory-check", "Run cases that seem to need more memory than there is."),
        ];
        output = Output();
    }

    public override CommandOptions Read(ParseResult result)
    {
        var given = runs.Where(option => result.GetResult(option) is not null).ToDictionary(option => option.Name, option => result.GetValue(option) ?? "");
        foreach (var flag in flags.Where(result.GetValue))
            given.Add(flag.Name, "");
        return new ProfileArguments(given, result.GetValue(options)).Validate(
            output.Read(result), result.GetValue(from), result.GetValue(diff) is [var before, var after] ? (before, after) : null,
            new() { Flame = result.GetValue(flame), All = result.GetValue(all) }, result.GetValue(trace), result.GetValue(Verbose));
    }
}
