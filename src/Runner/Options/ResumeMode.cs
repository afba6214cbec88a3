namespace InferBench.Runner.Options;

/// <summary>Which records of a results file spare their cases another run.</summary>
public enum ResumeMode
{
    /// <summary>Those that were measured, or that the model can never run.</summary>
    Ok,

    /// <summary>Failed ones too.</summary>
    Attempted,
}
