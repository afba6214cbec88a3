using InferBench.Runner.Records;

namespace InferBench.Runner.Sinks;

/// <summary>How a case ended, in a word or two.</summary>
internal static class Ending
{
    /// <summary><c>not measured</c> where what was asked for is not here; else the status.</summary>
    public static string Of(RunRecord r) => r is { Status: CaseStatus.Skipped, Absent: not null } ? "not measured" : r.Status.ToString().ToLowerInvariant();
}
