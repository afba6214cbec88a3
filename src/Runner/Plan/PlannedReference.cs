using InferBench.Kernels;

namespace InferBench.Runner.Plan;

/// <summary>A library that runs a ladder's problem, as far as a plan has to know it.</summary>
/// <param name="Name">ENGINE.LADDER.</param>
/// <param name="Ladder">The ladder.</param>
/// <param name="Absent">Why this machine cannot run it; null where it can.</param>
/// <param name="Refusal">What is wrong with a shape that it cannot run; null where nothing is.</param>
public sealed record PlannedReference(string Name, string Ladder, string? Absent, Func<KernelShape, string?> Refusal)
{
    /// <summary>Who executes it, as cases name it.</summary>
    public string Engine => Name[..Name.IndexOf('.')];
}
