using InferBench.Runner.Records;

namespace InferBench.Runner.Options;

/// <summary>The text behind each option of <c>run</c>, by flag, as typed; what is absent may stand in a plan file.</summary>
public sealed class RunArguments
{
    private const int MostTokens = 1 << 24;
    private const int MostThreads = 4096;
    private const int MostSequences = 1 << 16;
    private const int MostRetries = 100;

    private readonly IReadOnlyDictionary<string, string> given;
    private readonly IReadOnlyList<string> options;
    private readonly PlanFile? plan;
    private readonly Dictionary<string, string> sources;

    /// <param name="given">Texts by flag; empty for a flag that takes none.</param>
    /// <param name="options">Session options, <c>KEY=VALUE,..</c> each.</param>
    /// <exception cref="BadInputException">There is a plan file, and it cannot be read.</exception>
    public RunArguments(IReadOnlyDictionary<string, string> given, IReadOnlyList<string>? options = null)
        : this(given, options ?? [], given.TryGetValue("--plan", out string? path) ? PlanFile.Read(path) : null)
    {
    }

    internal RunArguments(IReadOnlyDictionary<string, string> given, IReadOnlyList<string> options, PlanFile? plan)
    {
        this.given = given;
        this.options = options;
        this.plan = plan;
        sources = plan?.Texts.Where(t => !given.ContainsKey(t.Key)).ToDictionary(t => t.Key, t => t.Value.Name) ?? [];
        if (plan is null)
            return;
        sources.Add("run", plan.Path + ": line 1");
        foreach (var field in PlanField.All.Where(f => f.Kind != PlanFieldKind.Note && !given.ContainsKey(f.Flag)))
            sources.TryAdd(field.Flag, $"{plan.Path}: line 1: {field.Name} (absent)");
    }

    /// <summary>Checks everything and freezes it.</summary>
    /// <param name="output">Where the outcome goes.</param>
    /// <param name="verbose">Print the stack trace of an error.</param>
    /// <exception cref="BadInputException">One line for every problem there is.</exception>
    public RunOptions Validate(OutputOptions output, bool verbose)
    {
        var read = new OptionReader(sources);
        var devices = TargetOption.Devices(read, Text(TargetOption.DeviceFlag));
        var run = new RunOptions
        {
            Models = read.WordList("--model", Text("--model"), "a list of different models, each synth:PRESET:PRECISION or a folder"),
            File = Text("--file"),
            Precisions = Text("--precision") is { } precision ? read.WordList("--precision", precision, "a list of different precisions") : [],
            Engines = TargetOption.Engines(read, Text(TargetOption.EngineFlag)),
            Devices = devices,
            Batches = Whole("--batch", 1, MostSequences, 1),
            Depths = Whole("--depth", 0, MostTokens, 0),
            Prompts = Whole("--prompt", 0, MostTokens, 128),
            Generates = Whole("--gen", 1, MostTokens, 64),
            Threads = Text("--threads") is null ? [0] : Whole("--threads", 1, MostThreads, 1),
            SessionOptions = SessionOptionList.Read(read, Options(), devices),
            Sample = SampleOption.Read(read, Text("--sample")),
            Seed = read.Whole("--seed", Text("--seed"), 0, long.MaxValue, 1),
            Measurement = MeasurementArguments.Read(read, Text, new()),
            InProcess = given.ContainsKey("--in-process"),
            MemoryCheck = Switch("memory-check"),
            RequireDevice = given.ContainsKey("--require-device"),
            Check = Switch("check"),
            Quality = Switch("quality"),
            QualityAgainst = given.GetValueOrDefault("--quality-against"),
            EvalIds = File(GivenFile.EvalIds),
            EvalText = File(GivenFile.EvalText),
            Anchor = Switch("anchor"),
            Ceilings = Switch("ceilings"),
            PricePerHour = PriceOption.Read(read, Text(PriceOption.Flag)),
            Terms = TermsOption.Read(read, given.GetValueOrDefault(TermsOption.Flag)),
            Retries = (int)read.Whole("--retries", Text("--retries"), 0, MostRetries, 0),
            CacheDirectory = Text("--cache-dir"),
            List = given.ContainsKey("--list"),
            Yes = given.ContainsKey("--yes"),
            Sources = sources,
            Output = output with { Resume = ResumeOption.Read(read, Text("--resume"), output) },
            Verbose = verbose,
        };
        if (run.File is "")
            read.Problem("--file", run.File, "a graph file inside the model's folder");
        if (run.File is { } file && Text("--precision") is not null)
            read.Problem("--file", file, "no --precision beside it: each chooses the graph");
        if (run is { InProcess: true, Retries: > 0 })
            read.Problem("--retries", Text("--retries")!, "no --in-process beside it: what dies then is the run");
        if (run.Terms is not null && output.Json)
            read.Problem(TermsOption.Flag, run.Terms, "no --json beside it, which prints records; leave one out");
        if (run.Terms is not null && given.TryGetValue(PriceOption.Flag, out string? price))
            read.Problem(PriceOption.Flag, price, $"none beside {run.Terms}'s terms, which know no costs; leave one out");
        if (run.QualityAgainst is { } against && (!run.Quality || against.Length == 0))
            read.Problem("--quality-against", against, "a model's folder or graph file, and no --no-quality beside it");
        if (run is { EvalIds.Path: { } ids, EvalText: not null })
            read.Problem(GivenFile.EvalIds, ids, "no --eval-text beside it: each gives the ids; leave one out");
        return read.Problems.Count == 0
            ? run
            : throw new BadInputException(read.Problems);

        IReadOnlyList<int> Whole(string flag, int min, int max, int missing) => read.WholeList(flag, Text(flag), min, max, [missing]);
    }

    private string? Text(string flag) => given.GetValueOrDefault(flag) ?? plan?.Texts.GetValueOrDefault(flag)?.Text;

    private GivenFile? File(string flag) =>
        Text(flag) is { } path ? new(path, given.ContainsKey(flag) ? null : Path.GetDirectoryName(Path.GetFullPath(plan!.Path))) : null;

    private bool Switch(string name) => !given.ContainsKey("--no-" + name) && Text("--" + name) != "false";

    // The command line's options take the place of the plan's, all of them: together they would make a third plan.
    private IReadOnlyList<PlanText> Options() =>
        options.Count > 0 ? [.. options.Select(text => new PlanText("--option", text))] : plan?.Options ?? [];
}
