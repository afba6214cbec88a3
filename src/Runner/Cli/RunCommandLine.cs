using System.CommandLine;
using InferBench.Runner.Options;

namespace InferBench.Runner.Cli;

internal sealed class RunCommandLine : LeafCommandLine
{
    private readonly Option<string?>[] texts;
    private readonly Option<string[]> options;
    private readonly Option<bool>[] flags;
    private readonly OutputArguments output;

    public RunCommandLine(Option<bool> verbose)
        : base("run", "Measure models: every combination of the lists given. N,.. takes ranges too: 1..8+1, 128..4096*2.", verbose)
    {
        texts =
        [
            Text("--plan", "FILE", "Plan file with models, lists and settings (benchmarks/plans); an option given here replaces the file's."),
            Text("--model", "M,..", "Models: synth:PRESET:PRECISION, made on the spot, a folder, or an .onnx file (no commas in paths)."),
            Text("--file", "F", "Graph file inside the folder of --model, where it has several."),
            Text("--precision", "P,..", "Precisions of models that name none: synth:PRESET, or a folder with a graph for each."),
            Text("--engine", "E,..", "Who executes the models: ort, our loop on ONNX Runtime, and genai, onnxruntime-genai's [default: ort]."),
            Text("--device", "D,..", "Where they run: cpu, cuda:N, webgpu:N or another provider of ONNX Runtime's library by its name, NAME:0. One that is not here has rows without figures, and never falls back [default: cpu]."),
            Text("--batch", "N,..", "Sequences side by side [default: 1]."),
            Text("--depth", "N,..", "Tokens in the KV cache before the prompt, put there untimed [default: 0]."),
            Text("--prompt", "N,..", "Prompt lengths in tokens; 0 decodes from one seed token [default: 128]."),
            Text("--gen", "N,..", "Generated lengths in tokens [default: 64]."),
            Text("--threads", "N,..", "Thread counts [default: one per physical core, or per logical one where there is a single core; never above a cgroup's limit]."),
            Text("--sample", "SPEC", "Draw tokens: any of temperature=T,top_k=N,top_p=P,seed=N [default: the most likely token, greedy]."),
            Text("--trials", "N", "Exactly N timed trials a case, whatever --min-time, --max-time and --ci say [default: until --ci is met]."),
            Text("--warmup", "N", "Most warm-up trials a case; 0 for none [default: 10]."),
            Text("--min-time", "S", "Least seconds measured a case [default: 1]."),
            Text("--max-time", "S", "Most seconds a case warms up and is measured, looked at between trials [default: 60]."),
            Text("--ci", "PERCENT", "Done when the median's 95 % interval is within this, plus or minus [default: 2]."),
            Text("--sample-interval", "MS|off", "Milliseconds between samples of what machine, process and GPU do while a case is timed: use, clocks, memory, watts in its record; off for none [default: 100]."),
            Text("--seed", "N", "Seed of the prompts and of the order of cases [default: 1]."),
            Text("--eval-ids", "FILE", "Token ids, as text or a JSON list, whose perplexity is worked out once a model, untimed; quality is taken over them too."),
            Text("--eval-text", "FILE", "Text in UTF-8, which each model's own tokenizer turns into the ids of --eval-ids, by onnxruntime-genai; not beside it."),
            Text("--quality-against", "M", "Model folder or .onnx file that quality is held against [default: the most precise variant of the same model in the run]."),
            Text("--retries", "N", "Times a case that took its worker process down is tried again [default: 0]."),
        ];
        options = Texts("--option", "KEY=V,..", "Session option of the runtime, such as session.intra_op.allow_spinning=0,1, or one of a device's provider by its own name, such as cuda.enable_cuda_graph=1; repeat it for more keys; replaces all of a plan's.");
        flags =
        [
            Flag("--list", "Show all cases with their ids, order, memory and time, and run none; --out, --resume and --quiet then change nothing."),
            Flag("--yes", "Run a plan of more than 100,000 cases all the same."),
            Flag("--no-check", "Do not hold each model's logits against the same weights in float32, nor look where its nodes run, once after its first case: for large models, whose second copy is slow."),
            Flag("--no-quality", "Do not hold each model's distributions against those of its most precise variant in the run, once after its first case."),
            Flag("--require-device", "Exit with 1 where a device or an engine of the lists is not here; without it such rows say why and fail nothing."),
            Flag("--in-process", "Measure in this process instead of a worker for each model: for debugging."),
            Flag("--no-anchor", "Do not measure the cheapest case again at the start, after every tenth case and at the end, which tells whether the machine stays the same; only plans of 10 cases or more have it."),
            Flag("--no-ceilings", "Do not measure this machine's read bandwidth and peaks before and after; MBU and MFU are then not measured. Runs with --trials, or of less than 10 s, have none."),
            Flag("--no-memory-check", "Run cases that seem to need more memory than there is."),
        ];
        var resume = Text("--resume", "ok|attempted", "Leave out the cases that --out answers: measured ones (ok, the default), or all that were attempted.");
        resume.Arity = ArgumentArity.ZeroOrOne;
        output = Output();
        texts = [.. texts, resume, CacheDirectory(), PricePerHour(), Terms()];
    }

    public override CommandOptions Read(ParseResult result)
    {
        var given = texts.Where(option => result.GetResult(option) is not null).ToDictionary(option => option.Name, option => result.GetValue(option) ?? "");
        foreach (var flag in flags.Where(result.GetValue))
            given.Add(flag.Name, "");
        return new RunArguments(given, result.GetValue(options)).Validate(output.Read(result), result.GetValue(Verbose));
    }
}
