namespace InferBench.Runner.Records;

/// <summary>Which part of a case is running, in the order they come.</summary>
public enum CasePhase
{
    /// <summary>The model is being opened.</summary>
    Opening,

    /// <summary>Memory is being allocated and the KV cache filled.</summary>
    Preparing,

    /// <summary>Untimed trials.</summary>
    WarmUp,

    /// <summary>Timed trials.</summary>
    Measure,
}
