namespace InferBench.Runner.Records;

/// <summary>
/// What ONNX Runtime's profiler itself took of a step, an estimate. It is known how much longer a step takes under it. It describes each call's
/// tensors before it stops that call's clock, so that no call takes less than this: the time of the cheapest call is taken off every one. The
/// rest it takes between operators, where it keeps what it wrote.
/// </summary>
/// <param name="CallNs">Of each call of an operator, ns.</param>
/// <param name="BetweenNs">Between operators in a step, ns.</param>
public sealed record ProfilerCost(double CallNs, double BetweenNs)
{
    /// <param name="phase">The phase as it was profiled.</param>
    /// <param name="profile">What it is part of.</param>
    public static ProfilerCost Of(ProfilePhase phase, ProfileFacts profile)
    {
        double calls = phase.Operators.Sum(o => o.Calls);
        if (Ratio(phase, profile) is not { } ratio || ratio <= 1 || calls <= 0)
            return new(0, 0);
        double cost = phase.StepNs * (1 - (1 / ratio));
        double call = Math.Min(phase.Operators.Where(o => o.Calls > 0).Min(o => o.Ns / o.Calls), cost / calls);
        return new(call, Math.Clamp(cost - (call * calls), 0, Math.Max(0, phase.GapsNs.GetValueOrDefault(GapName.BetweenOperators))));
    }

    /// <summary>The phase as it would be without a profiler.</summary>
    public ProfilePhase TakenOff(ProfilePhase phase)
    {
        var gaps = new Dictionary<string, double>(phase.GapsNs);
        if (gaps.ContainsKey(GapName.BetweenOperators))
            gaps[GapName.BetweenOperators] -= BetweenNs;
        return phase with
        {
            StepNs = phase.StepNs - StepNs(phase),
            Operators = [.. phase.Operators.Select(o => o with { Ns = o.Ns - (CallNs * o.Calls) })],
            GapsNs = gaps,
        };
    }

    /// <summary>All of it in a step, ns.</summary>
    public double StepNs(ProfilePhase phase) => (CallNs * phase.Operators.Sum(o => o.Calls)) + BetweenNs;

    /// <summary>How many times as long a phase's step takes under the profiler; null where that is not known.</summary>
    public static double? Ratio(ProfilePhase phase, ProfileFacts profile)
    {
        var operators = profile.Passes.FirstOrDefault(p => p.Name == ProfilePass.Operators);
        return phase.Name == ProfilePhase.Decode ? operators?.Overhead : operators?.PrefillNs / profile.Passes.FirstOrDefault(p => p.Name == ProfilePass.Unprofiled)?.PrefillNs;
    }
}
