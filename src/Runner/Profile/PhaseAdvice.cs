using InferBench.Runner.Records;
using static System.FormattableString;

namespace InferBench.Runner.Profile;

/// <summary>What to do about a phase, in one sentence: of what takes its time, the first thing that can be changed.</summary>
internal static class PhaseAdvice
{
    // From these shares of a step on, something is worth a change before the products are.
    private const double Overheads = 0.15, Attention = 0.35, Head = 0.3;

    // Products that reach this part of a ceiling leave nothing to a better kernel.
    private const double NearCeiling = 0.6;

    /// <param name="phase">The phase.</param>
    /// <param name="profile">What it is part of.</param>
    /// <param name="spec">The case.</param>
    public static string Of(ProfilePhase phase, ProfileFacts profile, CaseSpec spec)
    {
        phase = ProfilerCost.Of(phase, profile).TakenOff(phase);
        double step = phase.StepNs;
        if (phase.Device is { IsLaunchBound: true } device)
            return Invariant($"The GPU waits for launches: it is busy {Percent(device.BusyNs / device.StepNs)} of a step of {device.Launches:0} launches; launch fewer with --option cuda.enable_cuda_graph=1, or give each more to do with a larger --batch.");
        if (phase.Operators.Count == 0)
            return "The runtime told of no operator, as where a step is a captured graph: leave out --option cuda.enable_cuda_graph=1 to see operators.";
        double between = phase.GapsNs.GetValueOrDefault(GapName.BetweenOperators), host = phase.GapsNs.Where(g => g.Key is GapName.Binding or GapName.Selection or GapName.HostLoop).Sum(g => g.Value);
        double calls = phase.Operators.Sum(o => o.Calls);
        if (host / step >= Overheads)
            return Invariant($"{Percent(host / step)} of a step is binding inputs, choosing tokens and the host's loop ({Micro(host)}), not the model: a larger --batch shares it among more tokens.");
        if (between / step >= Overheads)
            return Invariant($"{Percent(between / step)} of a step passes between its {calls:0} calls of operators ({Micro(between / calls)} each): they are too small for the runtime; a larger --batch or a graph with more fused operators has fewer for each token.");
        var kinds = OperatorGroup.By(phase.Operators, o => o.Kind);
        if (kinds.FirstOrDefault(k => k.Name == "attention") is { } attention && attention.Ns / step >= Attention)
            return Invariant($"Attention takes {Percent(attention.Ns / step)} of a step with {Context(phase, spec)} tokens in sight, and grows with them: a shorter context or a model with fewer key and value heads makes it cheaper.");
        if (OperatorGroup.By(phase.Operators, o => o.Role).FirstOrDefault(r => r.Name == "lm_head") is { } head && head.Ns / step >= Head)
            return Invariant($"The output projection (lm_head) takes {Percent(head.Ns / step)} of a step{Rate(head)}: store it in fewer bits, or take a model with a smaller vocabulary.");
        return kinds.FirstOrDefault(k => k.Name == "matmul") is { } products && products == kinds[0]
            ? Products(products, phase, spec)
            : Invariant($"{Sentence(kinds[0].Name)} takes the most, {Percent(kinds[0].Ns / step)} of a step{Rate(kinds[0])}: see which nodes with --flame.");
    }

    private static string Products(OperatorGroup products, ProfilePhase phase, CaseSpec spec)
    {
        string share = Percent(products.Ns / phase.StepNs);
        if (products.Least(phase.Roof) is not { } least)
            return Invariant($"Products take {share} of a step{Rate(products)}; without this machine's ceilings it cannot be said whether they could be faster: leave out --no-ceilings and --trials.");
        double reached = least.Ns / products.KnownNs;
        bool memory = least.Limit == "memory";
        string how = memory
            ? Invariant($"Products take {share} of a step and read {products.BytesPerSecond / 1e9:0.0} GB/s, {Percent(reached)} of the ceiling")
            : Invariant($"Products take {share} of a step at {products.FlopsPerSecond / 1e9:0.0} GFLOP/s, {Percent(reached)} of the ceiling");
        return (memory, reached >= NearCeiling) switch
        {
            (true, true) when phase.Name == ProfilePhase.Decode => how + ": memory binds them; fewer bits a weight, or a larger --batch, which reads the weights once for all, makes tokens cheaper.",
            (true, true) => how + ": memory binds them; a longer prompt, or a larger --batch, uses each weight more often.",
            (false, true) => how + ": arithmetic binds them; only a faster processor, or a precision that it multiplies faster, helps.",
            (true, false) => how + Invariant($": memory leaves room for {1 / reached:0.0} times that; {(spec.Device == "cpu" ? "try other --threads and another --precision, whose kernels differ" : "try a larger --batch and another --precision, whose kernels differ")}."),
            (false, false) => how + Invariant($": arithmetic leaves room for {1 / reached:0.0} times that; {(phase.Name == ProfilePhase.Prefill ? "try a longer --prompt, other --threads" : "try a larger --batch, other --threads")} and another --precision, whose kernels differ."),
        };
    }

    private static int Context(ProfilePhase phase, CaseSpec spec) => spec.Depth + spec.Prompt + (phase.Name == ProfilePhase.Decode ? spec.Generate : 0);

    private static string Rate(OperatorGroup group) =>
        group.BytesPerSecond is { } bytes ? Invariant($" at {bytes / 1e9:0.0} GB/s") : group.FlopsPerSecond is { } flops ? Invariant($" at {flops / 1e9:0.0} GFLOP/s") : "";

    private static string Sentence(string word) => char.ToUpperInvariant(word[0]) + word[1..].Replace('_', ' ');

    private static string Percent(double share) => Invariant($"{share * 100:0} %");

    private static string Micro(double ns) => Invariant($"{ns / 1000:0.#} µs");
}
