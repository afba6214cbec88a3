using InferBench.Runner.Records;

namespace InferBench.Runner.Plan;

/// <summary>
/// The case that is measured again and again through a run: what moves it, moved the others too. It is the cheapest one, so that
/// its repeats cost little, and chosen by the plan alone, so that a run that is gone on with has the same.
/// </summary>
public static class Anchor
{
    /// <summary>Fewest cases for which repeats are worth their time.</summary>
    public const int FewestCases = 10;

    private const int CasesPerRepeat = 10;

    // On CPUs a token of a prompt, or of another sequence, takes about a tenth of the time of a decode step.
    private const double TokensPerStep = 10;

    /// <summary>How often the anchor is measured: at the beginning, at the end, and once for every ten cases in between.</summary>
    /// <param name="cases">Cases that can run.</param>
    public static int Repeats(int cases) => cases < FewestCases ? 0 : Math.Max(2, cases / CasesPerRepeat);

    /// <summary>The plan's anchor.</summary>
    /// <param name="plan">The whole plan.</param>
    /// <param name="weightBytes">Bytes of weights of a model, by its name in cases.</param>
    /// <returns>Its group with that case alone; null where too few cases can run.</returns>
    public static CaseGroup? Choose(RunPlan plan, Func<string, long> weightBytes)
    {
        if (Repeats(plan.Cases.Count(c => c.SkipReason is null)) == 0)
            return null;
        Dictionary<string, long> known = [];
        var (group, cheapest) = plan.Groups.SelectMany(g => g.Cases, (g, c) => (Group: g, Case: c))
            .Where(p => p.Case.SkipReason is null).MinBy(p => BytesOf(p.Case.Spec.Model) * Steps(p.Case.Spec));
        return group with { Cases = [cheapest] };

        long BytesOf(string model) => known.TryGetValue(model, out long bytes) ? bytes : known[model] = weightBytes(model);
    }

    /// <summary>The time of a trial, and of filling the cache before it, in decode steps of one sequence.</summary>
    private static double Steps(CaseSpec c) => c.Generate + ((c.Batch - 1.0) * c.Generate / TokensPerStep) + ((double)c.Batch * (c.Depth + Math.Max(c.Prompt, 1)) / TokensPerStep);
}
