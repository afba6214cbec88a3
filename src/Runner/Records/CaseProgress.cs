namespace InferBench.Runner.Records;

/// <summary>Where a running case stands; told between trials, never inside one.</summary>
/// <param name="Case">The case.</param>
/// <param name="Phase">What is being done.</param>
/// <param name="Trials">Trials of this phase so far.</param>
public readonly record struct CaseProgress(CaseSpec Case, CasePhase Phase, int Trials);
