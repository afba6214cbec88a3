using InferBench.Runner.Records;

namespace InferBench.Runner.Options;

/// <summary>The text behind each option of <c>run</c>, as typed; null where an option was not given.</summary>
public sealed record RunArguments
{
    private const int MostTokens = 1 << 24;
    private const int MostThreads = 4096;
    private const int MostSequences = 1 << 16;
    private const double MostSeconds = 7 * 24 * 3600;

    public string? Model { get; init; }

    public string? File { get; init; }

    public string? Precision { get; init; }

    public string? Batch { get; init; }

    public string? Depth { get; init; }

    public string? Prompt { get; init; }

    public string? Gen { get; init; }

    public string? Threads { get; init; }

    public string? Sample { get; init; }

    public string? Trials { get; init; }

    public string? WarmUp { get; init; }

    public string? MinTime { get; init; }

    public string? MaxTime { get; init; }

    public string? Ci { get; init; }

    public string? Seed { get; init; }

    /// <summary>Empty where the option was given without a value.</summary>
    public string? Resume { get; init; }

    public string? CacheDirectory { get; init; }

    /// <summary>Checks everything and freezes it.</summary>
    /// <exception cref="BadInputException">One line for every problem there is.</exception>
    public RunOptions Validate(OutputOptions output, bool verbose)
    {
        var defaults = new MeasurementSettings();
        var read = new OptionReader();
        double maxTime = read.Real("--max-time", MaxTime, MostSeconds, defaults.MaxTime, "seconds");
        var options = new RunOptions
        {
            Models = read.WordList("--model", Model, "a list of different models, each synth:PRESET:PRECISION or a folder"),
            File = File,
            Precisions = Precision is null ? [] : read.WordList("--precision", Precision, "a list of different precisions"),
            Batches = read.WholeList("--batch", Batch, 1, MostSequences, [1]),
            Depths = read.WholeList("--depth", Depth, 0, MostTokens, [0]),
            Prompts = read.WholeList("--prompt", Prompt, 0, MostTokens, [128]),
            Generates = read.WholeList("--gen", Gen, 1, MostTokens, [64]),
            Threads = read.WholeList("--threads", Threads, 1, MostThreads, [0]),
            Sample = SampleOption.Read(read, Sample),
            Seed = read.Whole("--seed", Seed, 0, long.MaxValue, 1),
            Measurement = new()
            {
                Trials = read.OptionalWhole("--trials", Trials, 1, 1_000_000),
                WarmUp = (int)read.Whole("--warmup", WarmUp, 0, 1_000_000, defaults.WarmUp),
                MinTime = read.Real("--min-time", MinTime, MostSeconds, Math.Min(defaults.MinTime, maxTime), "seconds"),
                MaxTime = maxTime,
                RelativeInterval = read.Real("--ci", Ci, 100, defaults.RelativeInterval * 100, "percent") / 100,
            },
            CacheDirectory = CacheDirectory,
            Output = output with { Resume = ReadResume(read, output) },
            Verbose = verbose,
        };
        if (File is "")
            read.Problem("--file", File, "a graph file inside the model's folder");
        if (File is not null && Precision is not null)
            read.Problem("--file", File, "no --precision beside it: each chooses the graph");
        if (options.Measurement.MinTime > maxTime)
            read.Problem("--min-time", MinTime!, "at most the time limit, --max-time");
        return read.Problems.Count == 0
            ? options
            : throw new BadInputException(read.Problems);
    }

    private ResumeMode? ReadResume(OptionReader read, OutputOptions output)
    {
        if (Resume is null)
            return null;
        if (Resume is not ("" or "ok" or "attempted"))
            read.Problem("--resume", Resume, "ok or attempted");
        if (output.Out is null)
            read.Problem("--resume", "no --out", "an --out beside it, the results file to go on with");
        return Resume == "attempted" ? ResumeMode.Attempted : ResumeMode.Ok;
    }
}
