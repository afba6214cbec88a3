using InferBench.Runner.Records;

namespace InferBench.Runner.Profile.Diff;

/// <summary>Matches the nodes of two profiles by name and puts together those of one role and kind, in all layers.</summary>
internal static class OperatorGroups
{
    public static IEnumerable<PartDifference> Of(PartTimes times, IReadOnlyList<OperatorTime> before, IReadOnlyList<OperatorTime> after)
    {
        var (old, now) = (before.ToLookup(o => o.Node), after.ToLookup(o => o.Node));
        // A node is where the new profile has it: it may have become another operator.
        var nodes = old.Select(n => n.Key).Union(now.Select(n => n.Key)).Select(name => (Place: now[name].Concat(old[name]).First(), Difference: Node(times, old[name], now[name])));
        return nodes.GroupBy(n => (n.Place.Role, n.Place.Kind, InLayer: n.Place.Layer is not null)).Select(group => new PartDifference
        {
            Part = StepPart.Operators,
            Name = group.Key.Role,
            Kind = group.Key.Kind,
            Layers = group.Key.InLayer ? group.Select(n => n.Place.Layer).Distinct().Count() : null,
            Time = times.Sum([.. group.Select(n => n.Difference.Time)]),
            Nodes = [.. group.Select(n => n.Difference).OrderByDescending(n => Math.Abs(n.Time.ChangeNs)).ThenBy(n => n.Node, StringComparer.Ordinal)],
        });
    }

    private static NodeDifference Node(PartTimes times, IEnumerable<OperatorTime> old, IEnumerable<OperatorTime> now)
    {
        var any = now.Concat(old).First();
        return new(any.Node, any.Layer, Title(old), Title(now), times.Of(Time(old), Time(now)));
    }

    private static decimal? Time(IEnumerable<OperatorTime> calls) => calls.Any() ? calls.Sum(o => PartTimes.Exact(o.Ns)) : null;

    private static string? Title(IEnumerable<OperatorTime> calls) =>
        calls.Any() ? string.Join(" and ", calls.Select(o => $"{o.Operator}, {o.Provider}").Distinct()) : null;
}
