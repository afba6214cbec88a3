using System.Text.Json.Serialization;

namespace InferBench.Runner.Records;

/// <summary>One fully specified point of a plan, as it was asked for: what is run, never how it went.</summary>
public sealed record CaseSpec
{
    /// <summary>What <see cref="Model"/> begins with where a kernel is run.</summary>
    public const string KernelPrefix = "kernel:";

    /// <summary>Who executes it; of a model <c>ort</c>, our generation loop on ONNX Runtime, or <c>genai</c>, onnxruntime-genai's; of a kernel <c>native</c>, ours, or a library's name.</summary>
    public required string Engine { get; init; }

    /// <summary>Where it runs, such as <c>cpu</c>.</summary>
    public required string Device { get; init; }

    /// <summary>
    /// <c>synth:PRESET:PRECISION</c>, or the name of a folder, with its graph where one was chosen, without the path to it,
    /// which is the user's own; of a kernel <c>kernel:NAME</c>.
    /// </summary>
    public required string Model { get; init; }

    /// <summary>Sequences generated side by side.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>Prompt tokens per sequence; 0 decodes from one seed token.</summary>
    public required int Prompt { get; init; }

    /// <summary>Generated tokens per sequence, exactly; end-of-sequence is ignored.</summary>
    public required int Generate { get; init; }

    /// <summary>
    /// Tokens of each sequence already in the KV cache when the clock starts. They come first in the sequence's seeded
    /// stream, before the prompt, so depth d with prompt p continues the same text as prompt d + p.
    /// </summary>
    public int Depth { get; init; }

    /// <summary>Threads inside the engine; 0 leaves the choice to InferBench, which records what it took.</summary>
    public int Threads { get; init; }

    /// <summary>Settings of the engine's session; null leaves all of them to the engine.</summary>
    public SessionOptions? Options { get; init; }

    /// <summary>How tokens are drawn; null takes the most likely one (greedy).</summary>
    public SamplingSpec? Sample { get; init; }

    /// <summary>Sizes of a kernel's problem, such as <c>1024x1024x1024</c>; null for a model.</summary>
    public string? Shape { get; init; }

    /// <summary>Instruction set that was asked for; null leaves the choice to InferBench, which records what it took.</summary>
    public string? Isa { get; init; }

    /// <summary>
    /// True for a kernel whose operands are left in the caches though its idea is to read them from memory; null for any other case.
    /// </summary>
    public bool? Cached { get; init; }

    /// <summary>True for a case that is profiled; null for any that is measured.</summary>
    public bool? Profile { get; init; }

    /// <summary>
    /// Seed of the token ids that are fed. Each sequence of a batch has a stream of its own; the first has that of batch 1.
    /// </summary>
    public long Seed { get; init; }

    /// <summary>Name of the kernel; null where the case runs a model.</summary>
    [JsonIgnore]
    public string? Kernel => Model.StartsWith(KernelPrefix, StringComparison.Ordinal) ? Model[KernelPrefix.Length..] : null;

    /// <summary>How the first token comes about.</summary>
    [JsonIgnore]
    public FirstStep FirstStep =>
        Prompt == 0 ? FirstStep.SeedToken
        : Batch > 1 && Depth > 0 ? FirstStep.Untimed
        : FirstStep.Prefill;

    /// <summary>Tokens of each sequence that the KV cache must hold: depth, prompt or seed token, and what is generated.</summary>
    [JsonIgnore]
    public long Positions => (long)Depth + Math.Max(Prompt, 1) + Generate;
}
