using InferBench.Runner.Records;

namespace InferBench.Runner.Profile.Diff;

/// <summary>Times of two steps, as numbers whose sums have no rounding.</summary>
/// <param name="baseStep">The whole step of the side compared with, ns.</param>
internal sealed class PartTimes(double baseStep)
{
    /// <summary>A time of records, ns, to the thousandth.</summary>
    public static decimal Exact(double ns) => Math.Round((decimal)ns, 3);

    /// <summary>One time in both; null where a side has nothing of the kind.</summary>
    public TimeDifference Of(decimal? before, decimal? after)
    {
        decimal change = (after ?? 0) - (before ?? 0);
        return new() { BaseNs = before, NewNs = after, ChangeNs = change, OfStep = baseStep > 0 ? (double)change / baseStep : null };
    }

    /// <summary>The sum of times; of a side that has none of them there is none.</summary>
    public TimeDifference Sum(IReadOnlyCollection<TimeDifference> times) => Of(
        times.Any(t => t.BaseNs is not null) ? times.Sum(t => t.BaseNs ?? 0) : null,
        times.Any(t => t.NewNs is not null) ? times.Sum(t => t.NewNs ?? 0) : null);

    /// <summary>Named times of both sides; those of one name are added up.</summary>
    public IEnumerable<PartDifference> Named(StepPart part, IEnumerable<(string Name, double Ns)> before, IEnumerable<(string Name, double Ns)> after)
    {
        var (old, now) = (Sums(before), Sums(after));
        return old.Keys.Union(now.Keys).Select(name => Part(part, name, Of(Find(old, name), Find(now, name))));
    }

    /// <summary>What is left of a step beside its parts: with it they add up to the step.</summary>
    public PartDifference Rest(string name, TimeDifference step, IReadOnlyCollection<PartDifference> parts) => Part(
        StepPart.Unaccounted, name, Of(step.BaseNs - parts.Sum(p => p.Time.BaseNs ?? 0), step.NewNs - parts.Sum(p => p.Time.NewNs ?? 0)));

    private static PartDifference Part(StepPart part, string name, TimeDifference time) => new() { Part = part, Name = name, Time = time, Nodes = [] };

    private static Dictionary<string, decimal> Sums(IEnumerable<(string Name, double Ns)> times) =>
        times.GroupBy(t => t.Name).ToDictionary(same => same.Key, same => same.Sum(t => Exact(t.Ns)));

    private static decimal? Find(Dictionary<string, decimal> sums, string name) => sums.TryGetValue(name, out decimal ns) ? ns : null;
}
