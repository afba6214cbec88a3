namespace InferBench.Runner.Records;

/// <summary>One fully specified point of a plan, as it was asked for: what is run, never how it went.</summary>
public sealed record CaseSpec
{
    /// <summary>Who executes the model; <c>ort</c> is our generation loop on ONNX Runtime.</summary>
    public required string Engine { get; init; }

    /// <summary>Where it runs, such as <c>cpu</c>.</summary>
    public required string Device { get; init; }

    /// <summary><c>synth:PRESET:PRECISION</c>, or the name of a folder without the path to it, which is the user's own.</summary>
    public required string Model { get; init; }

    /// <summary>Sequences generated side by side.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>Prompt tokens per sequence.</summary>
    public required int Prompt { get; init; }

    /// <summary>Generated tokens per sequence, exactly; end-of-sequence is ignored.</summary>
    public required int Generate { get; init; }

    /// <summary>Tokens already in the KV cache when the clock starts.</summary>
    public int Depth { get; init; }

    /// <summary>Threads inside the engine; 0 leaves the choice to InferBench, which records what it took.</summary>
    public int Threads { get; init; }

    /// <summary>How tokens are drawn; null takes the most likely one (greedy).</summary>
    public SamplingSpec? Sample { get; init; }

    /// <summary>Seed of the prompt's token ids.</summary>
    public long Seed { get; init; }
}
