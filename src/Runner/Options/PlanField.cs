namespace InferBench.Runner.Options;

/// <summary>What a field of a plan file holds.</summary>
internal enum PlanFieldKind
{
    /// <summary>Text for readers, and for editors.</summary>
    Note,

    /// <summary>One text.</summary>
    Text,

    /// <summary>One number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Switch,

    /// <summary>A text, or a list of them.</summary>
    Words,

    /// <summary>A whole number, a text of numbers and ranges, or a list of both.</summary>
    Numbers,

    /// <summary>Texts or numbers, or lists of them, by key.</summary>
    Options,
}

/// <summary>A field of a plan file: what an option of the command line is there.</summary>
internal sealed record PlanField(string Name, PlanFieldKind Kind, string Description)
{
    /// <summary>Every field, in the order of the schema.</summary>
    public static IReadOnlyList<PlanField> All { get; } =
    [
        new("$schema", PlanFieldKind.Note, "The schema of this file, for editors."),
        new("description", PlanFieldKind.Note, "What the plan is for."),
        new("model", PlanFieldKind.Words, "Models: synth:PRESET:PRECISION, or a folder or an .onnx file, from the plan file's folder on."),
        new("file", PlanFieldKind.Text, "Graph file inside the folder of the models."),
        new("precision", PlanFieldKind.Words, "Precisions of models that name none."),
        new("engine", PlanFieldKind.Words, "Who executes the models: ort or genai."),
        new("device", PlanFieldKind.Words, "Where they run: cpu, cuda:N, webgpu:N, or another provider by its name, NAME:0."),
        new("batch", PlanFieldKind.Numbers, "Sequences side by side."),
        new("depth", PlanFieldKind.Numbers, "Tokens in the KV cache before the prompt."),
        new("prompt", PlanFieldKind.Numbers, "Prompt lengths, tokens."),
        new("gen", PlanFieldKind.Numbers, "Generated lengths, tokens."),
        new("threads", PlanFieldKind.Numbers, "Thread counts."),
        new("option", PlanFieldKind.Options, "Session options of the runtime, each with one or more values."),
        new("sample", PlanFieldKind.Text, "How tokens are drawn: temperature=T,top_k=N,top_p=P,seed=N; greedy where it is absent."),
        new("seed", PlanFieldKind.Number, "Seed of the prompts and of the order of cases."),
        new("anchor", PlanFieldKind.Switch, "Whether the cheapest case is measured again through the run; true where it is absent."),
        new("check", PlanFieldKind.Switch, "Whether each model's logits are held against the same weights in float32; true where it is absent."),
        new("quality", PlanFieldKind.Switch, "Whether each model's distributions are held against those of its most precise variant in the run; true where it is absent."),
        new("ceilings", PlanFieldKind.Switch, "Whether this machine's read bandwidth and peaks are measured before and after; true where it is absent."),
        new("memory_check", PlanFieldKind.Switch, "Whether cases that seem to need more memory than there is are skipped; true where it is absent."),
        new("retries", PlanFieldKind.Number, "Times a case that took its worker process down is tried again."),
        new("eval_ids", PlanFieldKind.Text, "File of token ids whose perplexity is worked out, inside the plan file's folder."),
        new("eval_text", PlanFieldKind.Text, "File of text whose perplexity is worked out, inside the plan file's folder; not beside eval_ids."),
        new("trials", PlanFieldKind.Number, "Timed trials of each case, exactly."),
        new("warmup", PlanFieldKind.Number, "Most warm-up trials of each case."),
        new("min_time", PlanFieldKind.Number, "Least time measured of each case, seconds."),
        new("max_time", PlanFieldKind.Number, "Most time for each case, seconds."),
        new("ci", PlanFieldKind.Number, "Half width of the median's 95 % interval at which a case is done, percent."),
        new("sample_interval", PlanFieldKind.Text, "Milliseconds between samples of what machine, process and GPU do while cases are timed, as text, or off; 100 where it is absent."),
        new("price_per_hour", PlanFieldKind.Number, "What the machine costs, in any currency: shows what a million tokens cost."),
    ];

    /// <summary>Options of <c>run</c> that say what is done with a plan here and now, and so are no part of one.</summary>
    public static IReadOnlyList<string> OnCommandLineAlone { get; } =
        ["--plan", "--list", "--yes", "--in-process", "--resume", "--require-device", "--cache-dir", "--out", "--quality-against", "--quiet", "--json", "--terms", "--telemetry", "--prometheus", "--prometheus-linger", "--prometheus-textfile"];

    /// <summary>The option it stands for; a switch is one that is true unless its opposite, <c>--no-</c> and its name, is given.</summary>
    public string Flag => "--" + Name.Replace('_', '-');

    /// <summary>What may stand there, in words.</summary>
    public string Allowed => Kind switch
    {
        PlanFieldKind.Number => "a number",
        PlanFieldKind.Switch => "true or false",
        PlanFieldKind.Words => "a text without commas, or a list of them",
        PlanFieldKind.Numbers => "a whole number, a text such as \"128..4096*2\", or a list of them",
        PlanFieldKind.Options => "an object of texts or numbers without commas, or lists of them",
        _ => "a text",
    };
}
