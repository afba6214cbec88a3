using InferBench.Runner.Records;

namespace InferBench.Runner.Profile;

/// <summary>Holds a profile against ceilings, and says what follows.</summary>
public static class ProfileRoofs
{
    /// <param name="profile">The profile.</param>
    /// <param name="spec">Its case.</param>
    /// <param name="ceilings">The highest rates of the case's device, for what a decode step reads; null where none were measured.</param>
    public static ProfileFacts Complete(ProfileFacts profile, CaseSpec spec, Roof? ceilings)
    {
        return profile with { Phases = [.. profile.Phases.Select(Phase)] };

        ProfilePhase Phase(ProfilePhase phase)
        {
            phase = phase with { Roof = ceilings is null ? null : Of(phase, ceilings) };
            return phase with { Advice = PhaseAdvice.Of(phase, profile, spec) };
        }
    }

    private static Roof? Of(ProfilePhase phase, Roof ceilings)
    {
        var all = OperatorGroup.By(phase.Operators, _ => "");
        return all is [var whole] && whole.Least(ceilings) is { } least ? ceilings with { Limit = least.Limit, Seconds = least.Ns / 1e9 } : null;
    }
}
