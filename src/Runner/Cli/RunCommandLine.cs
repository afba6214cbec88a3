using System.CommandLine;
using InferBench.Runner.Options;

namespace InferBench.Runner.Cli;

internal sealed class RunCommandLine : LeafCommandLine
{
    private readonly Option<string?> model, file, precision, batch, depth, prompt, gen, threads, sample, trials, warmUp, minTime,
        maxTime, ci, seed, resume, cache;
    private readonly OutputArguments output;

    public RunCommandLine(Option<bool> verbose)
        : base("run", "Measure models: every combination of the lists given.", verbose)
    {
        model = Text("--model", "M,..", "Models: synth:PRESET:PRECISION, made on the spot, a folder, or an .onnx file (no commas in paths).");
        file = Text("--file", "F", "Graph file inside the folder of --model, where it has several.");
        precision = Text("--precision", "P,..", "Precisions of models that name none: synth:PRESET, or a folder with a graph for each.");
        batch = Text("--batch", "N,..", "Sequences side by side [default: 1].");
        depth = Text("--depth", "N,..", "Tokens in the KV cache before the prompt, put there untimed [default: 0].");
        prompt = Text("--prompt", "N,..", "Prompt lengths in tokens; 0 decodes from one seed token [default: 128].");
        gen = Text("--gen", "N,..", "Generated lengths in tokens [default: 64].");
        threads = Text("--threads", "N,..", "Thread counts [default: one per physical core, or per logical one where there is a single core; never above a cgroup's limit].");
        sample = Text("--sample", "SPEC", "Draw tokens: any of temperature=T,top_k=N,top_p=P,seed=N [default: the most likely token, greedy].");
        trials = Text("--trials", "N", "Exactly N timed trials a case, whatever --min-time, --max-time and --ci say [default: until --ci is met].");
        warmUp = Text("--warmup", "N", "Most warm-up trials a case; 0 for none [default: 10].");
        minTime = Text("--min-time", "S", "Least seconds measured a case [default: 1].");
        maxTime = Text("--max-time", "S", "Most seconds a case warms up and is measured, looked at between trials [default: 60].");
        ci = Text("--ci", "PERCENT", "Done when the median's 95 % interval is within this, plus or minus [default: 2].");
        seed = Text("--seed", "N", "Seed of the prompts and of the order of cases [default: 1].");
        resume = Text("--resume", "ok|attempted", "Leave out the cases that --out answers: measured ones (ok, the default), or all that were attempted.");
        resume.Arity = ArgumentArity.ZeroOrOne;
        output = Output();
        cache = CacheDirectory();
    }

    public override CommandOptions Read(ParseResult result) => new RunArguments
    {
        Model = result.GetValue(model),
        File = result.GetValue(file),
        Precision = result.GetValue(precision),
        Batch = result.GetValue(batch),
        Depth = result.GetValue(depth),
        Prompt = result.GetValue(prompt),
        Gen = result.GetValue(gen),
        Threads = result.GetValue(threads),
        Sample = result.GetValue(sample),
        Trials = result.GetValue(trials),
        WarmUp = result.GetValue(warmUp),
        MinTime = result.GetValue(minTime),
        MaxTime = result.GetValue(maxTime),
        Ci = result.GetValue(ci),
        Seed = result.GetValue(seed),
        Resume = result.GetResult(resume) is null ? null : result.GetValue(resume) ?? "",
        CacheDirectory = result.GetValue(cache),
    }.Validate(output.Read(result), result.GetValue(Verbose));
}
