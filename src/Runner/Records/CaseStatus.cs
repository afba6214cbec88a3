namespace InferBench.Runner.Records;

/// <summary>How a case ended. Failed and skipped cases are records too, with a reason.</summary>
public enum CaseStatus
{
    Ok,
    Failed,
    Skipped,
}
