namespace InferBench.Runner.Plan;

/// <summary>An engine on a device, of which this machine lacks one.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="Device">The device.</param>
/// <param name="Absent">The one that is not here.</param>
/// <param name="Reason">What was looked for and what to do, in one line without a full stop.</param>
public sealed record AbsentTarget(string Engine, string Device, string Absent, string Reason)
{
    /// <summary>The plan, with the cases skipped that need what is not here.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="absent">What is not here.</param>
    public static RunPlan Skip(RunPlan plan, IReadOnlyCollection<AbsentTarget> absent) => plan with
    {
        Groups = [.. plan.Groups.Select(group =>
            absent.FirstOrDefault(a => (a.Engine, a.Device) == (group.Shared.Engine, group.Shared.Device)) is { } target ? target.Skip(group) : group)],
    };

    private CaseGroup Skip(CaseGroup group) => group with
    {
        Cases = [.. group.Cases.Select(c => c with { SkipReason = Reason, Absent = Absent })],
    };
}
