using System.CommandLine;
using InferBench.Runner.Options;

namespace InferBench.Runner.Cli;

internal sealed class KernelsCommandLine : LeafCommandLine
{
    private readonly Option<string?>[] texts;
    private readonly Option<bool>[] flags;
    private readonly OutputArguments output;

    public KernelsCommandLine(Option<bool> verbose)
        : base("kernels", "Measure InferBench's own kernels step by step, beside this machine's limits and libraries.", verbose)
    {
        var resume = Text("--resume", "ok|attempted", "Leave out the cases that --out answers: measured ones (ok, the default), or all that were attempted.");
        resume.Arity = ArgumentArity.ZeroOrOne;
        texts =
        [
            Text("--kernel", "K,..", "Ladders (matmul), families of them (matvec) or single kernels (cpu.matmul.4_simd) [default: every ladder]."),
            Text("--shape", "AxBxC,..", "Problem sizes, such as 1024x1024x1024; which sizes a ladder has, --list shows [default: those that the steps address]."),
            Text("--for-model", "MODEL", "Measure at the sizes of a model, a folder, an .onnx file or synth:PRESET[:PRECISION], and say what part of its time each kernel stands for and what the whole would gain."),
            Text("--profile", "FILE", "Results file with a profile of that model, made by 'profile': shares are of its time then, else by formula."),
            Text("--prompt", "N", "Tokens of the model's prompt; 0 for decode alone [default: 128, or those of --profile]."),
            Text("--depth", "N", "Tokens in the model's cache before the prompt [default: 0, or those of --profile]."),
            Text("--file", "F", "Graph file inside the model's folder, where it has several."),
            Text("--precision", "P", "Precision of the model's graph file, where the folder has several."),
            CacheDirectory(),
            Text("--step", "all|N,..", "Steps of the ladders [default: all]."),
            Text("--device", "D,..", "Where they run: cpu and cuda:N; which there are, 'devices' lists [default: cpu]."),
            Text("--threads", "N,..", "Thread counts of parallel kernels; the others take 1 [default: as for run]."),
            Text("--isa", "I,..", "Instruction sets: scalar, avx2, avxvnni, avx512 [default: the richest that a kernel and the processor have]."),
            Text("--trials", "N", "Exactly N timed trials a case, whatever --min-time, --max-time and --ci say [default: until --ci is met]."),
            Text("--warmup", "N", "Most warm-up trials a case; 0 for none [default: 10]."),
            Text("--min-time", "S", "Least seconds measured a case [default: 0.2]."),
            Text("--max-time", "S", "Most seconds a case warms up and is measured, looked at between trials [default: 1]."),
            Text("--ci", "PERCENT", "Done when the median's 95 % interval is within this, plus or minus [default: 2]."),
            Text("--sample-interval", "MS|off", "Milliseconds between samples of what machine, process and GPU do while a case is timed; off for none [default: 100]."),
            Text("--seed", "N", "Seed of the inputs and of the order of cases [default: 1]."),
            Text("--retries", "N", "Times a case that took its worker process down is tried again [default: 0]."),
            resume,
        ];
        flags =
        [
            Flag("--explain", "Say below the table what each step changed, which limit it met and why."),
            Flag("--list", "Show the cases with their ids, order and memory, and run none."),
            Flag("--cached", "Measure kernels of decode from the caches, not with operands rotated through memory."),
            Flag("--no-ceilings", "Do not measure this machine's limits first; % of ceiling is then not measured."),
            Flag("--no-references", "Do not measure libraries on the same shapes."),
            Flag("--in-process", "Measure in this process instead of workers: for debugging."),
            Flag("--no-memory-check", "Run cases that seem to need more memory than there is."),
        ];
        output = Output();
    }

    public override CommandOptions Read(ParseResult result)
    {
        var given = texts.Where(option => result.GetResult(option) is not null).ToDictionary(option => option.Name, option => result.GetValue(option) ?? "");
        foreach (var flag in flags.Where(result.GetValue))
            given.Add(flag.Name, "");
        return new KernelsArguments(given).Validate(output.Read(result), result.GetValue(Verbose));
    }
}
