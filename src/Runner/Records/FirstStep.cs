namespace InferBench.Runner.Records;

/// <summary>How the first token of a case comes about, which decides what of it can be measured.</summary>
public enum FirstStep
{
    /// <summary>The prompt is run, timed from t0, and its last logits give the first token.</summary>
    Prefill,

    /// <summary>Without a prompt, one seed token of each sequence is run, timed from t0: every step is a decode step.</summary>
    SeedToken,

    /// <summary>
    /// Grouped-query attention continues a prompt for one sequence only: for more, depth and prompt go in as one untimed prompt,
    /// whose last logits give the first token, and only decode is measured. For every graph alike, so that they compare.
    /// </summary>
    Untimed,
}
