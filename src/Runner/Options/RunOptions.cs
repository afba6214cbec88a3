using InferBench.Runner.Records;

namespace InferBench.Runner.Options;

/// <summary>The axes of a sweep and how each of its cases is measured.</summary>
public sealed record RunOptions : CommandOptions
{
    /// <summary>Models: <c>synth:PRESET:PRECISION</c> or folders.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Graph file inside each folder of <see cref="Models"/>; null leaves the choice to its layout.</summary>
    public string? File { get; init; }

    /// <summary>Precisions of models that do not name one; empty leaves the choice to them.</summary>
    public IReadOnlyList<string> Precisions { get; init; } = [];

    /// <summary>Who executes the models: <c>ort</c>, <c>genai</c>.</summary>
    public IReadOnlyList<string> Engines { get; init; } = ["ort"];

    /// <summary>Where they run: <c>cpu</c>, <c>cuda:N</c>, <c>webgpu:N</c>, or any other provider of the runtime's by its name, <c>NAME:0</c>.</summary>
    public IReadOnlyList<string> Devices { get; init; } = ["cpu"];

    /// <summary>Sequences side by side.</summary>
    public IReadOnlyList<int> Batches { get; init; } = [1];

    /// <summary>Tokens in the KV cache before the prompt.</summary>
    public IReadOnlyList<int> Depths { get; init; } = [0];

    /// <summary>Prompt lengths, tokens; 0 decodes from one seed token.</summary>
    public IReadOnlyList<int> Prompts { get; init; } = [128];

    /// <summary>Generated lengths, tokens.</summary>
    public IReadOnlyList<int> Generates { get; init; } = [64];

    /// <summary>Thread counts; 0 leaves the choice to InferBench.</summary>
    public IReadOnlyList<int> Threads { get; init; } = [0];

    /// <summary>Sets of session options; null leaves all of them to the engine.</summary>
    public IReadOnlyList<SessionOptions?> SessionOptions { get; init; } = [null];

    /// <summary>How tokens are drawn; null takes the most likely one.</summary>
    public SamplingSpec? Sample { get; init; }

    /// <summary>Seed of the prompts and of the order of cases.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>When a case has been measured enough.</summary>
    public MeasurementSettings Measurement { get; init; } = new();

    /// <summary>Measure in this process, without workers: one crash then ends the run.</summary>
    public bool InProcess { get; init; }

    /// <summary>How often a case that took its worker down is tried again.</summary>
    public int Retries { get; init; }

    /// <summary>Skip cases that need more memory than there is, instead of trying them.</summary>
    public bool MemoryCheck { get; init; } = true;

    /// <summary>Count a device or an engine that is not here as a failure, not as a row without figures.</summary>
    public bool RequireDevice { get; init; }

    /// <summary>Hold each model's outputs against the same weights in float32.</summary>
    public bool Check { get; init; } = true;

    /// <summary>Hold each model's distributions against those of its most precise variant in the run.</summary>
    public bool Quality { get; init; } = true;

    /// <summary>Model to hold them against instead, a folder or a graph file; null takes the run's.</summary>
    public string? QualityAgainst { get; init; }

    /// <summary>File of token ids whose perplexity is worked out; null for none.</summary>
    public GivenFile? EvalIds { get; init; }

    /// <summary>File of text whose perplexity is worked out, as each model's tokenizer cuts it; null for none.</summary>
    public GivenFile? EvalText { get; init; }

    /// <summary>Measure one case again and again through the run, to tell whether the machine stays the same.</summary>
    public bool Anchor { get; init; } = true;

    /// <summary>Measure this machine's limits before and after.</summary>
    public bool Ceilings { get; init; } = true;

    /// <summary>What the machine costs, in any currency; null where costs are not asked for.</summary>
    public double? PricePerHour { get; init; }

    /// <summary>The tool in whose terms the outcome is shown; null for ours.</summary>
    public string? Terms { get; init; }

    /// <summary>How the cases are profiled; null where they are only measured.</summary>
    public ProfileView? Profile { get; init; }

    /// <summary>Folder of models made on the spot; null is the user's cache folder.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>Show the cases and run none.</summary>
    public bool List { get; init; }

    /// <summary>Run a plan of very many cases all the same.</summary>
    public bool Yes { get; init; }

    /// <summary>
    /// Where a plan file gave, or could have given, what the command line did not: file, line and field, by flag; <c>run</c> is
    /// the file itself.
    /// </summary>
    public IReadOnlyDictionary<string, string> Sources { get; init; } = new Dictionary<string, string>();

    public OutputOptions Output { get; init; } = new();

    /// <summary>Flags as a problem with their values names them: by themselves, or by their places in a plan file.</summary>
    public string Name(string flags) => string.Join(", ", flags.Split(", ").Select(flag => Sources.GetValueOrDefault(flag, flag)));
}

/// <summary>A file that a user or a plan names.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Within">Folder that it must be in, and that the path is relative to: the plan's that names it; null where a user does.</param>
public sealed record GivenFile(string Path, string? Within)
{
    /// <summary>What names a file of token ids on the command line.</summary>
    public const string EvalIds = "--eval-ids";

    /// <summary>What names a file of text that becomes token ids.</summary>
    public const string EvalText = "--eval-text";
}
