namespace InferBench.Runner.Profile.Operators;

/// <summary>What a run of a profiled session was for.</summary>
internal enum RunPhase
{
    /// <summary>Not of the measured pass: a warm-up, or the untimed prompt that fills the cache.</summary>
    WarmUp,

    /// <summary>The prompt.</summary>
    Prefill,

    /// <summary>One generated token of each sequence.</summary>
    Decode,
}

/// <summary>One run of a session as the host saw it: the call of the engine, by the host's clock.</summary>
/// <param name="Phase">What it was for.</param>
/// <param name="Step">Which decode step, from 1; 0 for others.</param>
/// <param name="Batch">Sequences side by side.</param>
/// <param name="Tokens">New tokens of each sequence.</param>
/// <param name="Past">Tokens of each sequence that were in the cache before.</param>
/// <param name="StartNs">When the call began, in nanoseconds of a monotonic clock.</param>
/// <param name="EndNs">When it came back.</param>
internal sealed record HostRun(RunPhase Phase, int Step, int Batch, int Tokens, int Past, long StartNs, long EndNs)
{
    public long Nanoseconds => EndNs - StartNs;

    /// <summary>Such as <c>decode step 3</c>.</summary>
    public string Title => Phase switch
    {
        RunPhase.WarmUp => "warm-up",
        RunPhase.Prefill => "prefill",
        _ => FormattableString.Invariant($"decode step {Step}"),
    };
}
