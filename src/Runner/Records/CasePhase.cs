namespace InferBench.Runner.Records;

/// <summary>Which part of a case is running, in the order they come.</summary>
public enum CasePhase
{
    /// <summary>A text becomes token ids, in a process of its own, before the first case.</summary>
    Tokenizing,

    /// <summary>The model is being opened.</summary>
    Opening,

    /// <summary>Memory is being allocated and the KV cache filled.</summary>
    Preparing,

    /// <summary>Untimed trials.</summary>
    WarmUp,

    /// <summary>Timed trials.</summary>
    Measure,

    /// <summary>The outputs are held against the same weights in float32, untimed, after the model's first case.</summary>
    Check,

    /// <summary>Quality and perplexity are worked out, untimed and in a process of their own, after the model's first case.</summary>
    Quality,
}
