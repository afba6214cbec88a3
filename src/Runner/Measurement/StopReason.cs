namespace InferBench.Runner.Measurement;

/// <summary>Why measuring ended.</summary>
public enum StopReason
{
    /// <summary>The interval of every watched median was narrow enough.</summary>
    Converged,

    /// <summary>The case's time was up.</summary>
    Limit,

    /// <summary>The number of trials asked for was done.</summary>
    FixedTrials,
}
