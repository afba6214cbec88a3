using InferBench.Runner.Records;

namespace InferBench.Runner.Worker;

/// <summary>How far a case has come; told between trials only.</summary>
/// <param name="Phase">The part that is running.</param>
/// <param name="Trials">Trials done in it.</param>
/// <param name="Elapsed">Time since warm-up began.</param>
public readonly record struct TrialProgress(CasePhase Phase, int Trials, TimeSpan Elapsed);
