namespace InferBench.Runner.Measurement;

/// <summary>Where the phases of a trial lie, in the clock's own units: prefill from its start, decode to its end.</summary>
/// <param name="PrefillEnd">When the prompt's logits were on the host; null where no prefill is timed.</param>
/// <param name="DecodeStart">When the first token was on the host; null where no other follows.</param>
public readonly record struct PhaseTimes(long? PrefillEnd, long? DecodeStart);

/// <summary>A timed trial.</summary>
/// <param name="Start">Its start, in the clock's own units.</param>
/// <param name="End">Its end.</param>
/// <param name="Phases">What lies between.</param>
public readonly record struct TrialSpan(long Start, long End, PhaseTimes Phases);
